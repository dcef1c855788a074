import type { ExplainResult } from '../../protocol/messages.js';
import type { Pixels, RgbImage } from '../pixels.js';
import { extentOf } from '../preprocess.js';
import { resample } from '../resample/resample.js';
import { encodePng } from './encode-png.js';
import { paintMap } from './paint-map.js';

/** Maximum width and height of a drawing. */
export const LONGEST_SIDE = 1024;

/**
 * Draws an explanation over its image.
 *
 * @param image the upright image, of any size
 * @param opacity of the map, from 0, the image alone, to 1
 * @returns a PNG; its longest side is at most LONGEST_SIDE, and smaller images keep their size
 */
export function draw(
  image: RgbImage,
  explanation: Pick<ExplainResult, 'grid' | 'rows' | 'columns' | 'image' | 'seen'>,
  opacity = 1,
): Uint8Array {
  const canvas = shrink(image, explanation.image);
  if (opacity > 0) paintMap(canvas, explanation, opacity);
  return encodePng(canvas);
}

/** @param original the size in the file */
function shrink(image: RgbImage, original: ExplainResult['image']): Pixels {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(original.width, original.height));
  const width = Math.max(1, Math.round(original.width * scale));
  const height = Math.max(1, Math.round(original.height * scale));
  const whole = { left: 0, top: 0, width, height };
  const pixels = resample(image, extentOf(image), whole, whole, 'bilinear-antialias');
  return { width, height, data: pixels as Uint8Array };
}
