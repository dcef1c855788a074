import type { Preprocessing } from '../../model/model-card.js';
import { resample } from './resample/resample.js';
import type { Rectangle, RgbImage, Size } from './rgb-image.js';

/**
 * Brings an image to the model's input size as its card says: resize, then cut out the centre.
 *
 * @returns RGB 0…255, shape [crop.height, crop.width, 3]
 */
export function preprocess(image: RgbImage, preprocessing: Preprocessing): Uint8Array {
  const size = resizedSize(image, preprocessing);
  const antialias = preprocessing.resampling === 'bilinear-antialias';
  return resample(image, size, centredCrop(size, preprocessing.crop), antialias);
}

/** `warp` takes the size as it is; `short-side` keeps the proportions, rounded down as torchvision's. */
export function resizedSize({ width, height }: Size, { resize }: Preprocessing): Size {
  if (resize.mode === 'warp') return resize;
  const { size } = resize;
  return width <= height
    ? { width: size, height: Math.trunc((size * height) / width) }
    : { width: Math.trunc((size * width) / height), height: size };
}

function centredCrop(from: Size, { width, height }: Size): Rectangle {
  return {
    left: Math.floor((from.width - width) / 2),
    top: Math.floor((from.height - height) / 2),
    width,
    height,
  };
}
