import sharp from 'sharp';
import type { Preprocessing } from './model-folder.js';
import { type Pixels, resample } from './resample.js';

/**
 * An image as the model's card has it: decoded by sharp, upright and on white, resized, cropped and
 * normalised.
 *
 * @returns shape [crop.height, crop.width, 3]
 */
export async function modelInput(file: string, card: Preprocessing): Promise<Float32Array> {
  const cropped = cropResized(await decode(file), card);
  const { channelOrder, mean, scale, foldedIntoFirstConvolution } = card;
  return Float32Array.from(cropped, (value, index) => {
    if (foldedIntoFirstConvolution) return value;
    const channel = index % 3;
    const source = channelOrder === 'RGB' ? value : (cropped[index - 2 * channel + 2] ?? 0);
    return (source - (mean[channel] ?? 0)) * (scale[channel] ?? 1);
  });
}

async function decode(file: string): Promise<Pixels> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .rotate()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const values = Float64Array.from({ length: width * height * 3 }, (_, index) =>
    channels < 3
      ? (data[Math.floor(index / 3) * channels] ?? 0)
      : (data[Math.floor(index / 3) * channels + (index % 3)] ?? 0),
  );
  return { width, height, data: values };
}

/** Resizes an image and cuts out the centre. */
export function cropResized(
  image: Pixels,
  { resize, resampling, crop }: Preprocessing,
): Float64Array {
  const square = Math.min(image.width, image.height);
  const source =
    resize.mode === 'centre-square' ? centre(image, square, square, Math.floor) : image;
  const [width, height] = targetSize(source, resize);
  const resized = resample(source, width, height, resampling);
  // torchvision's CenterCrop rounds half a pixel to an even number.
  const round = resize.mode === 'short-side' ? roundHalfToEven : Math.floor;
  return centre(resized, crop.width, crop.height, round).data;
}

function targetSize({ width, height }: Pixels, resize: Preprocessing['resize']): [number, number] {
  if (resize.mode === 'warp') return [resize.width, resize.height];
  const short = Math.min(width, height);
  return [Math.floor((resize.size * width) / short), Math.floor((resize.size * height) / short)];
}

function centre(
  image: Pixels,
  width: number,
  height: number,
  round: (value: number) => number,
): Pixels {
  const left = round((image.width - width) / 2);
  const top = round((image.height - height) / 2);
  const data = new Float64Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}

function roundHalfToEven(value: number): number {
  return 2 * Math.round(value / 2) === value + 0.5 ? value + 0.5 : Math.ceil(value - 0.5);
}
