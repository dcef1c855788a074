import { z } from 'zod';
import { type ChildMessage, REFUSAL_CODES } from './messages.js';

const milliseconds = z.number().min(0);
const result = z.object({ classes: z.int().min(0), inference: milliseconds });

const cellAxis = z.object({ cells: z.int().min(1), first: z.number(), step: z.number() });
const length = z.number().min(0);

const numbers = z.object({
  class: z.int().min(0),
  probability: z.number(),
  logit: z.number(),
  bias: z.number(),
  rows: cellAxis,
  columns: cellAxis,
  image: z.object({ width: length, height: length }),
  seen: z.object({ left: z.number(), top: z.number(), width: length, height: length }),
  decode: milliseconds,
  inference: milliseconds,
  render: milliseconds,
});

const childMessage: z.ZodType<ChildMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), note: z.string().optional() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('classified'), decode: milliseconds, results: z.array(result) }),
  z.object({ kind: z.literal('explained'), numbers }),
  z.object({ kind: z.literal('refused'), code: z.enum(REFUSAL_CODES), message: z.string() }),
  z.object({ kind: z.literal('errored'), message: z.string() }),
]);

/**
 * Validates a child's message: a compromised child may send anything. Only the parent needs this; the
 * child trusts its parent.
 *
 * @returns undefined when it is not a message of the protocol
 */
export function parseChildMessage(header: unknown): ChildMessage | undefined {
  return childMessage.safeParse(header).data;
}
