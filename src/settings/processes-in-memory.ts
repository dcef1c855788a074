import { heldBytes } from './held-bytes.js';

// Measured, in bytes: docs/container.md has the figures.

/** The main process. */
const MAIN = 120e6;
/** A classifier process after thousands of images, without its models. */
const PROCESS = 125e6;
/** What a model takes in a classifier process, for each byte of its weights. */
const PER_WEIGHT = 8;
/** What an image at the bounds takes for a moment, for each pixel of the largest image allowed. */
const PER_PIXEL = 10;

export interface MemoryNeed {
  /** Bytes of each model's weights. */
  readonly weights: readonly number[];
  /** `IMAGE_MAX_PIXELS` */
  readonly maxPixels: number;
  /** `IMAGE_MAX_BYTES` */
  readonly maxBytes: number;
}

/**
 * How many classifier processes have room, even if each decodes an image at the bounds at the same time, and the main
 * process holds as many images as it may. At least one: a small container is for images that are not so large.
 *
 * @param limit bytes
 */
export function processesInMemory(limit: number, need: MemoryNeed): number {
  const weights = need.weights.reduce((sum, bytes) => sum + bytes, 0);
  const each = PROCESS + PER_WEIGHT * weights + PER_PIXEL * need.maxPixels;
  return Math.max(1, Math.floor((limit - MAIN - heldBytes(need.maxBytes)) / each));
}
