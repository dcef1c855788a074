import type { Pixels, Size } from '../pixels.js';

/** Maximum size of a band in bytes. Smaller images have one band, so they are not copied. */
const BAND_BYTES = 1 << 22;

/** Rows of a band: a multiple of 4, so that the size of every band but the last is one as well. */
export function rowsPerBand(rowBytes: number): number {
  return Math.max(4, Math.floor(BAND_BYTES / rowBytes / 4) * 4);
}

/** Divides an image into bands of consecutive rows, without copying them. */
export function* bandsOf({ width, height, data }: Pixels): Generator<Pixels> {
  const rowBytes = data.length / height;
  const rows = rowsPerBand(rowBytes);
  for (let top = 0; top < height; top += rows) {
    const band = data.subarray(top * rowBytes, (top + rows) * rowBytes);
    yield { width, height: band.length / rowBytes, data: band };
  }
}

/** A large image in bands of consecutive rows, which need less memory than all rows at once. */
export interface Banded extends Size {
  readonly bands: Iterable<Pixels>;
}
