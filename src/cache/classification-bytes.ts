import type { Classification } from '../inference/classifier.js';

/** Three doubles: queue, decode, inference. Then the probabilities, float32. All little-endian. */
const TIMINGS_BYTES = 24;

export function toBytes({ probabilities, timings }: Classification): Buffer {
  const bytes = Buffer.alloc(TIMINGS_BYTES + 4 * probabilities.length);
  for (const [index, time] of [timings.queue, timings.decode, timings.inference].entries())
    bytes.writeDoubleLE(time, 8 * index);
  for (const [index, value] of probabilities.entries())
    bytes.writeFloatLE(value, TIMINGS_BYTES + 4 * index);
  return bytes;
}

/**
 * @param classes how many probabilities there must be
 * @returns undefined for what is no result with so many classes
 */
export function fromBytes(bytes: Buffer, classes: number): Classification | undefined {
  if (bytes.length !== TIMINGS_BYTES + 4 * classes) return undefined;
  const [queue = NaN, decode = NaN, inference = NaN] = [0, 8, 16].map((at) =>
    bytes.readDoubleLE(at),
  );
  const probabilities = new Float32Array(classes);
  for (let index = 0; index < classes; index++)
    probabilities[index] = bytes.readFloatLE(TIMINGS_BYTES + 4 * index);
  const valid =
    probabilities.every((value) => value >= 0 && value <= 1) &&
    [queue, decode, inference].every((time) => time >= 0 && time < Infinity);
  return valid ? { probabilities, timings: { queue, decode, inference } } : undefined;
}
