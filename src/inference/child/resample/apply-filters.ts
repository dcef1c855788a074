import { readFileSync } from 'node:fs';
import type { RgbImage } from '../pixels.js';
import { PRECISION_BITS, type Filter } from './pillow-filter.js';

/** The exports of wasm/kernel.ts, which describes the parameters. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  addRows(...parameters: number[]): number;
  round(sums: number, result: number, values: number): void;
}

/** Bytes of pixels that are passed to the kernel at once, at least one row. */
const CHUNK = 1 << 18;
/** Maximum memory in bytes that is kept for the next image. */
const KEPT = 1 << 23;
const PAGE = 1 << 16;
/** Space after each array, because the kernel reads and writes 16 bytes at once. */
const MARGIN = 16;

const compiled = new WebAssembly.Module(readFileSync(new URL('wasm/kernel.wasm', import.meta.url)));
let kept: Kernel | undefined;

/**
 * Applies a filter across and a filter down to the part of an image that they use.
 *
 * @returns shape [rows, columns, 3] with as many rows and columns as the filters have
 */
export function applyFilters({ width, data }: RgbImage, columns: Filter, rows: Filter): Uint8Array {
  const rowBytes = width * 3;
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK / rowBytes));
  const columnCount = columns.starts.length;
  const rowCount = rows.starts.length;
  const stride = Math.ceil((columnCount * 3) / 16) * 16;

  const layout = new Layout();
  const columnFilter = layout.filter(columns);
  const rowFilter = layout.filter(rows);
  const sums = layout.reserve(rowCount * stride * 4);
  const result = layout.reserve(rowCount * stride);
  const across = layout.reserve(stride);
  const pixels = layout.reserve(rowsAtOnce * rowBytes);

  const kernel = kernelWith(layout.size);
  const memory = new Uint8Array(kernel.memory.buffer);
  columnFilter.write(kernel.memory);
  rowFilter.write(kernel.memory);
  // Half of the last place, so that truncation rounds.
  new Int32Array(kernel.memory.buffer, sums, rowCount * stride).fill(1 << (PRECISION_BITS - 1));

  const lastRow = rows.starts[rowCount - 1]! + rows.counts[rowCount - 1]!;
  let output = 0;
  for (let row = rows.starts[0]!; row < lastRow; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, lastRow - row);
    memory.set(data.subarray(row * rowBytes, (row + count) * rowBytes), pixels);
    output = kernel.addRows(
      ...[pixels, width, row, count],
      ...[columnCount, ...columnFilter.pointers],
      ...[rowCount, ...rowFilter.pointers],
      ...[across, sums, stride, output],
    );
  }
  kernel.round(sums, result, rowCount * stride);
  return withoutPadding(memory, result, rowCount, stride, columnCount * 3);
}

/** Copies rows of `length` values that are `stride` apart in `memory`. */
function withoutPadding(
  memory: Uint8Array,
  start: number,
  rows: number,
  stride: number,
  length: number,
): Uint8Array {
  const result = new Uint8Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const from = start + row * stride;
    result.set(memory.subarray(from, from + length), row * length);
  }
  return result;
}

/** Returns a kernel with at least `size` bytes of memory. */
function kernelWith(size: number): Kernel {
  const kernel = (size <= KEPT ? kept : undefined) ?? instantiate();
  if (size <= KEPT) kept = kernel;
  const missing = size - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  return kernel;
}

function instantiate(): Kernel {
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernel;
}

/** Allocates consecutive parts of a memory. */
class Layout {
  size = 0;

  /** @returns a pointer to that many bytes, aligned to 16 */
  reserve(bytes: number): number {
    const pointer = this.size;
    this.size += Math.ceil((bytes + MARGIN) / 16) * 16;
    return pointer;
  }

  filter({ starts, counts, weights, taps }: Filter) {
    const arrays = [starts, counts, weights].map((array) => ({
      array,
      pointer: this.reserve(array.byteLength),
    }));
    return {
      pointers: [...arrays.map(({ pointer }) => pointer), taps],
      write(memory: WebAssembly.Memory): void {
        for (const { array, pointer } of arrays)
          new Int32Array(memory.buffer, pointer, array.length).set(array);
      },
    };
  }
}
