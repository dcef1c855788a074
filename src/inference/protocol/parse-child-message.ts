import { z } from 'zod';
import { type ChildMessage, REFUSAL_CODES } from './messages.js';

const milliseconds = z.number().min(0);
const result = z.object({ classes: z.int().min(0), inference: milliseconds });

const childMessage: z.ZodType<ChildMessage> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), note: z.string().optional() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('classified'), decode: milliseconds, results: z.array(result) }),
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
