import type { ClassifyResult, ModelResult } from '../protocol/messages.js';
import { decodeImage } from './decode/decode-image.js';
import type { Model } from './model.js';
import type { Size } from './pixels.js';

/**
 * Decodes an image once, and runs each of the models on it.
 *
 * @throws ServiceError `not_an_image` or `image_too_many_pixels`
 */
export async function classify(
  models: readonly Model[],
  image: Uint8Array,
  maxPixels: number,
): Promise<ClassifyResult> {
  const start = performance.now();
  const decoded = await decodeImage(image, {
    maxPixels,
    minimumSize: (upright) => largest(models.map((model) => model.minimumSize(upright))),
  });
  let decode = performance.now() - start;
  const results: ModelResult[] = [];
  for (const model of models) {
    const { probabilities, preprocessing, inference } = model.run(decoded);
    decode += preprocessing;
    results.push({ probabilities, inference });
  }
  return { results, decode };
}

/** The smallest size that covers all others. */
function largest(sizes: readonly Size[]): Size {
  return {
    width: Math.max(...sizes.map(({ width }) => width)),
    height: Math.max(...sizes.map(({ height }) => height)),
  };
}
