import { z } from 'zod';

/** Characters of a client's text that are repeated in a message. */
const QUOTED = 64;

/** The schema of a JSON object that has no other keys. Its message names the unknown and the known ones. */
export function strictObject<T extends z.ZodRawShape>(shape: T) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${quote(issue.keys[0] ?? '')}: the keys are ${known}`
        : undefined,
  });
}

/** A client's text for a message, bounded. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
