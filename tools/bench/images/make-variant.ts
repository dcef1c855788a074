import sharp, { type OutputInfo } from 'sharp';
import { randomNumbers } from './random.js';

/** How to make one photo from another. */
export interface Variant {
  readonly photo: string;
  readonly size: { readonly width: number; readonly height: number };
  /** Maximum change of a pixel's brightness, 0…255: photographs have grain. */
  readonly noise: number;
  /** JPEG quality, 1…100. */
  readonly quality: number;
  readonly random: () => number;
}

/** Minimum share of the photo's largest fitting rectangle that is kept. */
const SMALLEST_CROP = 0.55;

const TILE = 512;
const tileNumbers = randomNumbers(7);
/** From -1 to 1, peaked at 0. */
const NOISE = Float32Array.from({ length: TILE * TILE }, () => tileNumbers() - tileNumbers());

/** Crops, mirrors, brightens and resizes a photo, adds grain, and encodes it as JPEG. */
export async function makeVariant({
  photo,
  size,
  noise,
  quality,
  random,
}: Variant): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const share = SMALLEST_CROP + (1 - SMALLEST_CROP) * random();
  const scale = share * Math.min(width / size.width, height / size.height);
  const crop = {
    width: Math.round(size.width * scale),
    height: Math.round(size.height * scale),
  };
  const image = sharp(photo)
    .extract({
      left: Math.floor(random() * (width - crop.width)),
      top: Math.floor(random() * (height - crop.height)),
      ...crop,
    })
    .flop(random() < 0.5)
    .modulate({ brightness: 0.8 + 0.4 * random(), saturation: 0.8 + 0.4 * random() })
    .resize(size.width, size.height, { fit: 'fill' })
    .flatten()
    .toColourspace('srgb');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  addNoise(data, info, noise, Math.floor(random() * TILE * TILE));
  return sharp(data, { raw: info }).jpeg({ quality }).toBuffer();
}

function addNoise(
  data: Buffer,
  { width, height, channels }: OutputInfo,
  amplitude: number,
  offset: number,
): void {
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const grain = (NOISE[(offset + y * TILE + (x % TILE)) % NOISE.length] ?? 0) * amplitude;
      for (let channel = 0; channel < channels; channel++, at++)
        data[at] = Math.max(0, Math.min(255, (data[at] ?? 0) + grain));
    }
}
