import { heldBytes } from './held-bytes.js';

// Measured in bytes: docs/container.md and SECURITY.md say how.

/** The main process, and the part of libtensorflow that all processes share. */
const MAIN = 150e6;
/** A classifier process after thousands of images, without its models. */
const PROCESS = 120e6;
/** A model in a classifier process: this much, and several times its weights. */
const MODEL = 25e6;
const PER_WEIGHT = 4;
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
  const models = need.weights.map((bytes) => MODEL + PER_WEIGHT * bytes);
  const each = models.reduce((sum, bytes) => sum + bytes, PROCESS) + PER_PIXEL * need.maxPixels;
  return Math.max(1, Math.floor((limit - MAIN - heldBytes(need.maxBytes)) / each));
}
