import type { Preprocessing } from '../../model/model-card.js';
import { resample } from './resample/resample.js';
import type { Rectangle, RgbImage, Size } from './pixels.js';

/**
 * Resizes an image as the model's card states, then crops the centre to the model's input size.
 *
 * @returns RGB 0…255, shape [crop.height, crop.width, 3]
 */
export function preprocess(image: RgbImage, preprocessing: Preprocessing): Uint8Array {
  const size = resizedSize(image, preprocessing);
  const antialias = preprocessing.resampling === 'bilinear-antialias';
  return resample(image, size, centredCrop(size, preprocessing.crop), antialias);
}

/** `warp` uses the card's size; `short-side` keeps the proportions and rounds down, as torchvision does. */
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
