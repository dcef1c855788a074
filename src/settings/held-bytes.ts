/** A hundred images of 5 MB. `CLASSIFIER_QUEUE_MAX` alone would allow 5 GB (256 of the largest). */
const MAX_BYTES = 536_870_912;
const MIN_LARGEST_IMAGES = 4;

/**
 * Maximum bytes of encoded images that the main process holds at once, loading or waiting: 512 MB, or a few of the
 * largest allowed if that is more.
 *
 * @param maxBytes of one image
 */
export function heldBytes(maxBytes: number): number {
  return Math.max(MAX_BYTES, MIN_LARGEST_IMAGES * maxBytes);
}
