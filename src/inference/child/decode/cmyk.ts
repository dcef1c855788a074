import type { Pixels } from '../pixels.js';

/**
 * Converts CMYK to RGB without a colour profile, as Pillow does (`cmyk2rgb` in
 * src/libImaging/Convert.c).
 *
 * @param data ink 0…255, shape [height, width, 4]
 */
export function cmykToRgb({ width, height, data }: Pixels): Pixels {
  const result = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < result.length; from += 4) {
    const light = 255 - data[from + 3]!;
    for (let ink = from; ink < from + 3; ink++) result[to++] = light - multiply(data[ink]!, light);
  }
  return { width, height, data: result };
}

/** Pillow's `MULDIV255`: a · b / 255, rounded. */
function multiply(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
