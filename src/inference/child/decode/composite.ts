import type { Pixels } from '../pixels.js';

const WHITE = 255;

/**
 * Composites an image with transparency on white. Rounds as Pillow's `Image.alpha_composite` does
 * (src/libImaging/AlphaComposite.c).
 *
 * @param data RGBA 0…255, shape [height, width, 4]
 */
export function compositeOnWhite({ width, height, data }: Pixels): Pixels {
  const result = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < result.length; from += 4) {
    const alpha = data[from + 3]!;
    const white = WHITE * (255 - alpha);
    result[to++] = divide255(data[from]! * alpha + white);
    result[to++] = divide255(data[from + 1]! * alpha + white);
    result[to++] = divide255(data[from + 2]! * alpha + white);
  }
  return { width, height, data: result };
}

/** Pillow's rounded division by 255, with 7 extra bits of precision. */
function divide255(value: number): number {
  const scaled = (value + 128) * 128;
  return ((scaled >> 8) + scaled) >> 15;
}

/** Drops a fourth channel that is not transparency. */
export function withoutFourth({ width, height, data }: Pixels): Pixels {
  const result = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < result.length; from += 4) {
    result[to++] = data[from]!;
    result[to++] = data[from + 1]!;
    result[to++] = data[from + 2]!;
  }
  return { width, height, data: result };
}
