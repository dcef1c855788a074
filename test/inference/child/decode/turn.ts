import type { RgbImage } from '../../../../src/inference/child/pixels.js';

type Place = readonly [column: number, row: number];

/** Exif 2.32, section 4.6.4.A: the place in the stored image of the upright one's pixel (x, y). */
const STORED: Record<number, (x: number, y: number, right: number, bottom: number) => Place> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _right, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, _right, bottom) => [y, bottom - x],
  7: (x, y, right, bottom) => [right - y, bottom - x],
  8: (x, y, right) => [right - y, x],
};

/** Turns a stored image upright, pixel by pixel. */
export function turn(stored: RgbImage, orientation: number): RgbImage {
  const place = STORED[orientation];
  if (place === undefined) throw new Error(`there is no orientation ${orientation}`);
  const [width, height] =
    orientation >= 5 ? [stored.height, stored.width] : [stored.width, stored.height];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = place(x, y, stored.width - 1, stored.height - 1);
      const from = (row * stored.width + column) * 3;
      const to = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        data[to + channel] = stored.data[from + channel] ?? 0;
    }
  return { width, height, data };
}
