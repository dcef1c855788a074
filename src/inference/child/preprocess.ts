import type { Preprocessing } from '../../model/preprocessing.js';
import { resizesToBytes } from '../../model/resamplings.js';
import { resample } from './resample/resample.js';
import type { InputPixels, Rectangle, RgbImage, Size } from './pixels.js';

/**
 * Resizes an image as the model's card states, then crops the centre to the model's input size.
 *
 * @returns RGB 0…255, shape [crop.height, crop.width, 3]: bytes if `resizesToBytes`, else floats
 */
export function preprocess(image: RgbImage, preprocessing: Preprocessing): InputPixels {
  const { region, size, crop } = placeCrop(extentOf(image), preprocessing);
  return resample(image, region, size, crop, preprocessing.resampling);
}

/** The part of an image that counts. */
export function extentOf({ width, height, extent }: RgbImage): Rectangle {
  return extent ?? { left: 0, top: 0, width, height };
}

/** The region of an image that is resized to `size`, and the `crop` of the result that the model sees. */
export function placeCrop(
  extent: Rectangle,
  preprocessing: Preprocessing,
): { readonly region: Rectangle; readonly size: Size; readonly crop: Rectangle } {
  const size = resizedSize(extent, preprocessing);
  const region = preprocessing.resize.mode === 'centre-square' ? centreSquare(extent) : extent;
  return { region, size, crop: centredCrop(size, preprocessing) };
}

/** `short-side` keeps the proportions and rounds down, as torchvision's `Resize` does. */
export function resizedSize({ width, height }: Size, { resize }: Preprocessing): Size {
  if (resize.mode === 'warp') return resize;
  const { size } = resize;
  if (resize.mode === 'centre-square') return { width: size, height: size };
  const short = Math.min(width, height);
  return {
    width: Math.trunc((size * width) / short),
    height: Math.trunc((size * height) / short),
  };
}

/** The largest square in the centre, rounded to the left and up. */
function centreSquare({ left, top, width, height }: Rectangle): Rectangle {
  const side = Math.min(width, height);
  return {
    left: left + Math.floor((width - side) / 2),
    top: top + Math.floor((height - side) / 2),
    width: side,
    height: side,
  };
}

function centredCrop(from: Size, { crop: { width, height }, resize }: Preprocessing): Rectangle {
  const half = resize.mode === 'short-side' ? halfToEven : halfDown;
  return { left: half(from.width - width), top: half(from.height - height), width, height };
}

function halfDown(whole: number): number {
  return Math.floor(whole / 2);
}

/** As torchvision's `CenterCrop` does, by Python's `round`: 1.5 and 2.5 become 2. */
function halfToEven(whole: number): number {
  const half = Math.floor(whole / 2);
  return whole % 2 === 0 ? half : half + (half % 2);
}

/** What a black image becomes, to try a graph with. */
export function blackImage({ crop, resampling }: Preprocessing): InputPixels {
  const length = crop.width * crop.height * 3;
  return resizesToBytes(resampling) ? new Uint8Array(length) : new Float32Array(length);
}
