import type { ExplainRequest, ExplainResult } from '../../protocol/messages.js';
import { decodeImage } from '../decode/decode-image.js';
import type { Model } from '../model.js';
import type { RgbImage, Size } from '../pixels.js';
import { draw, LONGEST_SIDE } from './draw.js';

/**
 * Decodes an image, tells which parts of it speak for a class, and draws that if it is asked for.
 *
 * @throws ServiceError `not_an_image`, `image_too_many_pixels` or `not_explainable`
 */
export async function explain(
  model: Model,
  image: Uint8Array,
  request: Omit<ExplainRequest, 'kind' | 'model'>,
): Promise<ExplainResult> {
  const { maxPixels } = request;
  // Fails before the work, not after it.
  model.requireExplainer();
  const start = performance.now();
  // As for a classification, so that the model sees the same pixels.
  const decoded = await decodeImage(image, {
    maxPixels,
    minimumSize: (upright) => model.minimumSize(upright),
  });
  const decode = performance.now() - start;
  const { preprocessing, ...explanation } = model.explain(decoded, request.class ?? -1);
  const explained = performance.now();
  const drawing = request.draw
    ? draw(await detailed(decoded, image, maxPixels), explanation, request.opacity)
    : new Uint8Array();
  const render = performance.now() - explained;
  return { ...explanation, drawing, decode: decode + preprocessing, render };
}

/** A JPEG that was scaled while decoding may be smaller than the drawing can be. */
async function detailed(
  decoded: RgbImage,
  bytes: Uint8Array,
  maxPixels: number,
): Promise<RgbImage> {
  if (decoded.original === undefined || longestSide(decoded) >= LONGEST_SIDE) return decoded;
  return decodeImage(bytes, { maxPixels, minimumSize: drawnSize });
}

function drawnSize(upright: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE / longestSide(upright));
  return { width: upright.width * scale, height: upright.height * scale };
}

function longestSide({ width, height }: Size): number {
  return Math.max(width, height);
}
