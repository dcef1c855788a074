import type { RgbImage } from '../pixels.js';

/**
 * Turns an image upright.
 *
 * @param orientation Exif's 1…8 (Exif 2.32, section 4.6.4.A): how the stored image was turned
 */
export function orient(image: RgbImage, orientation: number): RgbImage {
  if (orientation === 1) return image;
  const { width, height, data, extent = image } = image;
  const transposed = orientation >= 5;
  const flipColumns = [2, 3, 7, 8].includes(orientation);
  const flipRows = [3, 4, 6, 7].includes(orientation);
  const newWidth = transposed ? height : width;
  const newHeight = transposed ? width : height;
  const result = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const column = transposed ? y : x;
      const row = transposed ? x : y;
      const storedColumn = flipColumns ? width - 1 - column : column;
      const storedRow = flipRows ? height - 1 - row : row;
      const from = (storedRow * width + storedColumn) * 3;
      result[to++] = data[from]!;
      result[to++] = data[from + 1]!;
      result[to++] = data[from + 2]!;
    }
  }
  const newExtent = transposed ? { width: extent.height, height: extent.width } : extent;
  return { width: newWidth, height: newHeight, data: result, extent: newExtent };
}
