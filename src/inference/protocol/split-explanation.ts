import type { ExplainedMessage, ExplainResult } from './messages.js';

/**
 * Takes the grid and the drawing from an explanation's payload. Only the parent needs this.
 *
 * @returns undefined when the payload is too short: a compromised child may send anything
 */
export function splitExplanation(
  { numbers }: ExplainedMessage,
  { buffer, byteOffset, byteLength }: Uint8Array,
): ExplainResult | undefined {
  const cells = numbers.rows.cells * numbers.columns.cells;
  const gridBytes = cells * Float32Array.BYTES_PER_ELEMENT;
  if (byteLength < gridBytes) return undefined;
  const grid = new Float32Array(buffer, byteOffset, cells);
  const drawing = new Uint8Array(buffer, byteOffset + gridBytes, byteLength - gridBytes);
  return { ...numbers, grid, drawing };
}
