import type { OpAttribute } from '../native-binding.js';
import type { Pixels } from '../pixels.js';
import { rowsPerBand, type Banded } from './bands.js';
import { TensorScope } from '../tensor-scope.js';

/** Decoded pixels in libtensorflow's memory: a uint8 tensor, shape [height, width, channels]. */
export class DecodedTensor implements Banded {
  readonly height: number;
  readonly width: number;
  readonly channels: number;

  constructor(
    private readonly tensors: TensorScope,
    private readonly id: number,
    shape: readonly number[],
  ) {
    [this.height = 0, this.width = 0, this.channels = 0] = shape;
  }

  get bands(): Iterable<Pixels> {
    return this.readBands();
  }

  dispose(): void {
    this.tensors.dispose();
  }

  private *readBands(): Generator<Pixels> {
    const { width, height, channels } = this;
    const rowBytes = width * channels;
    const rows = rowsPerBand(rowBytes);
    const flat = reshape(this.tensors, this.id, height * rowBytes);
    for (let top = 0; top < height; top += rows) {
      const bandHeight = Math.min(rows, height - top);
      const length = bandHeight * rowBytes;
      const data =
        bandHeight === height
          ? readBytes(this.tensors, flat, length)
          : this.readPart(flat, top * rowBytes, length);
      yield { width, height: bandHeight, data };
    }
  }

  private readPart(flat: number, start: number, length: number): Uint8Array {
    const tensors = new TensorScope(this.tensors.binding);
    try {
      return readBytes(tensors, slice(tensors, flat, start, length), length);
    } finally {
      tensors.dispose();
    }
  }
}

/** The binding cannot read uint8 tensors, so the bytes are padded and read as int32. */
function readBytes(tensors: TensorScope, flat: number, length: number): Uint8Array {
  const { TF_INT32, TF_UINT8 } = tensors.binding;
  const padded = length % 4 === 0 ? flat : pad(tensors, flat, 4 - (length % 4));
  const fours = reshape(tensors, padded, Math.ceil(length / 4), 4);
  const attributes = types(tensors, { T: TF_UINT8, type: TF_INT32 });
  const words = tensors.run('Bitcast', attributes, [fours]).id;
  const { buffer, byteOffset } = tensors.binding.tensorDataSync(words) as Int32Array;
  return new Uint8Array(buffer, byteOffset, length);
}

function reshape(tensors: TensorScope, input: number, ...shape: number[]): number {
  const { TF_INT32, TF_UINT8 } = tensors.binding;
  const attributes = types(tensors, { T: TF_UINT8, Tshape: TF_INT32 });
  return tensors.run('Reshape', attributes, [input, int32(tensors, shape)]).id;
}

function slice(tensors: TensorScope, flat: number, start: number, length: number): number {
  const { TF_INT32, TF_UINT8 } = tensors.binding;
  const inputs = [flat, int32(tensors, [start]), int32(tensors, [length])];
  return tensors.run('Slice', types(tensors, { T: TF_UINT8, Index: TF_INT32 }), inputs).id;
}

function pad(tensors: TensorScope, flat: number, bytes: number): number {
  const { TF_INT32, TF_UINT8 } = tensors.binding;
  const paddings = tensors.create([1, 2], TF_INT32, Int32Array.of(0, bytes));
  const attributes = types(tensors, { T: TF_UINT8, Tpaddings: TF_INT32 });
  return tensors.run('Pad', attributes, [flat, paddings]).id;
}

function int32(tensors: TensorScope, values: readonly number[]): number {
  return tensors.create([values.length], tensors.binding.TF_INT32, Int32Array.from(values));
}

function types(tensors: TensorScope, values: Record<string, number>): OpAttribute[] {
  const type = tensors.binding.TF_ATTR_TYPE;
  return Object.entries(values).map(([name, value]) => ({ name, type, value }));
}
