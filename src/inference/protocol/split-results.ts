import type { ClassifiedMessage, ModelResult } from './messages.js';

/**
 * Gives each result of a message its probabilities from the payload. Only the parent needs this.
 *
 * @returns undefined when the payload has another length: a compromised child may send anything
 */
export function splitResults(
  { results }: ClassifiedMessage,
  { buffer, byteOffset, byteLength }: Uint8Array,
): ModelResult[] | undefined {
  const values = results.reduce((sum, { classes }) => sum + classes, 0);
  if (byteLength !== values * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const probabilities = new Float32Array(buffer, byteOffset, values);
  let end = 0;
  return results.map(({ classes, inference }) => {
    end += classes;
    return { probabilities: probabilities.subarray(end - classes, end), inference };
  });
}
