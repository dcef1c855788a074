// The inner loops of ../apply-filters.ts in AssemblyScript, compiled to WebAssembly for its SIMD
// instructions. They take a fifth of the time of the same loops in JavaScript.
//
// The caller lays out the memory. Pointers are byte offsets; arrays are of int32 unless stated
// otherwise. Rows of output have `stride` values, a multiple of 16.

/** The fixed point of Pillow's weights; see ../pillow-filter.ts. */
const PRECISION_BITS: i32 = 22;

/**
 * Adds rows of the image to the sums of all output rows that they contribute to.
 *
 * @param pixels RGB bytes of `count` rows; 1 byte may be read past their end
 * @param columnStarts the columns' filter: starts and counts [columns], weights [columns, taps]
 * @param rowStarts the rows' filter, in the same form
 * @param across scratch space of `stride` + 4 bytes for one resampled row
 * @param sums shape [rows, stride]
 * @returns the first output row that later rows can contribute to: the next call's `firstOutput`
 */
export function addRows(
  pixels: usize,
  width: i32,
  firstRow: i32,
  count: i32,
  columns: i32,
  columnStarts: usize,
  columnCounts: usize,
  columnWeights: usize,
  columnTaps: i32,
  rows: i32,
  rowStarts: usize,
  rowCounts: usize,
  rowWeights: usize,
  rowTaps: i32,
  across: usize,
  sums: usize,
  stride: i32,
  firstOutput: i32,
): i32 {
  let output = firstOutput;
  for (let row = firstRow; row < firstRow + count; row++) {
    while (output < rows && at(rowStarts, output) + at(rowCounts, output) <= row) output++;
    resampleAcross(pixels, columns, columnStarts, columnCounts, columnWeights, columnTaps, across);
    for (let to = output; to < rows && at(rowStarts, to) <= row; to++) {
      const weight = at(rowWeights, to * rowTaps + row - at(rowStarts, to));
      addWeighted(across, weight, sums + ((<usize>(to * stride)) << 2), stride);
    }
    pixels += <usize>(width * 3);
  }
  return output;
}

/** Rounds the sums to bytes in `result`. The number of values is a multiple of 16. */
export function round(sums: usize, result: usize, values: i32): void {
  for (let index = 0; index < values; index += 16) {
    const low = i16x8.narrow_i32x4_s(shifted(sums, 0), shifted(sums, 16));
    const high = i16x8.narrow_i32x4_s(shifted(sums, 32), shifted(sums, 48));
    v128.store(result + <usize>index, i8x16.narrow_i16x8_u(low, high));
    sums += 64;
  }
}

function at(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

function shifted(sums: usize, offset: usize): v128 {
  return i32x4.shr_s(v128.load(sums + offset), PRECISION_BITS);
}

/** Resamples one row of pixels to the filter's columns, rounded to bytes. */
function resampleAcross(
  pixels: usize,
  columns: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  taps: i32,
  result: usize,
): void {
  const half = i32x4.splat(1 << (PRECISION_BITS - 1));
  for (let column = 0; column < columns; column++) {
    let sum = half;
    let from = pixels + <usize>(at(starts, column) * 3);
    let weight = weights + ((<usize>(column * taps)) << 2);
    const end = weight + ((<usize>at(counts, column)) << 2);
    for (; weight < end; weight += 4) {
      // Red, green, blue and the following byte: the fourth lane is not used.
      const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(from));
      const pixel = i32x4.extend_low_i16x8_u(bytes);
      sum = i32x4.add(sum, i32x4.mul(pixel, v128.load32_splat(weight)));
      from += 3;
    }
    const values = i32x4.shr_s(sum, PRECISION_BITS);
    const words = i16x8.narrow_i32x4_s(values, values);
    v128.store32_lane(result, i8x16.narrow_i16x8_u(words, words), 0);
    result += 3;
  }
}

/** sums += row × weight. */
function addWeighted(row: usize, weight: i32, sums: usize, stride: i32): void {
  const factor = i32x4.splat(weight);
  for (let index = 0; index < stride; index += 16) {
    const bytes = v128.load(row + <usize>index);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    add(sums, 0, i32x4.mul(i32x4.extend_low_i16x8_u(low), factor));
    add(sums, 16, i32x4.mul(i32x4.extend_high_i16x8_u(low), factor));
    add(sums, 32, i32x4.mul(i32x4.extend_low_i16x8_u(high), factor));
    add(sums, 48, i32x4.mul(i32x4.extend_high_i16x8_u(high), factor));
    sums += 64;
  }
}

function add(sums: usize, offset: usize, values: v128): void {
  v128.store(sums + offset, i32x4.add(v128.load(sums + offset), values));
}
