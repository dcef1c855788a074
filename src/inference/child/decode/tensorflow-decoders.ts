import type { Pixels } from '../pixels.js';
import { nativeBinding, type NativeBinding, type OpAttribute } from '../native-binding.js';

export interface DecodedPixels extends Pixels {
  readonly channels: number;
}

// These call the kernels behind `tf.node.decodeImage` directly. `tf.node` converts every byte to an
// int32 before it returns the pixels, which takes four times the memory and, for a large photo, longer
// than the decoding.

/**
 * Decodes a JPEG to RGB with the accurate DCT, as Pillow does.
 *
 * @param ratio 1, 2, 4 or 8: how many times smaller the result is
 */
export function decodeJpeg(bytes: Uint8Array, ratio: number): DecodedPixels {
  const { TF_ATTR_INT, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_STRING } = nativeBinding();
  return decode('DecodeJpeg', bytes, [
    { name: 'channels', type: TF_ATTR_INT, value: 3 },
    { name: 'ratio', type: TF_ATTR_INT, value: ratio },
    { name: 'fancy_upscaling', type: TF_ATTR_BOOL, value: true },
    { name: 'try_recover_truncated', type: TF_ATTR_BOOL, value: false },
    { name: 'acceptable_fraction', type: TF_ATTR_FLOAT, value: 1 },
    { name: 'dct_method', type: TF_ATTR_STRING, value: 'INTEGER_ACCURATE' },
  ]);
}

/** Decodes a PNG to RGB or RGBA. Keeps the upper 8 of 16 bits. */
export function decodePng(bytes: Uint8Array, channels: 3 | 4): DecodedPixels {
  const { TF_ATTR_INT, TF_ATTR_TYPE, TF_UINT8 } = nativeBinding();
  return decode('DecodePng', bytes, [
    { name: 'channels', type: TF_ATTR_INT, value: channels },
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_UINT8 },
  ]);
}

/** Decodes an uncompressed bitmap of 24 or 32 bits to 3 or 4 channels. */
export function decodeBmp(bytes: Uint8Array): DecodedPixels {
  const { TF_ATTR_INT } = nativeBinding();
  return decode('DecodeBmp', bytes, [{ name: 'channels', type: TF_ATTR_INT, value: 0 }]);
}

function decode(op: string, bytes: Uint8Array, attributes: OpAttribute[]): DecodedPixels {
  const tensors = new TensorScope(nativeBinding());
  try {
    const contents = tensors.create([], nativeBinding().TF_STRING, [bytes]);
    const { id, shape } = tensors.run(op, attributes, [contents]);
    const [height = 0, width = 0, channels = 0] = shape;
    return { width, height, channels, data: readBytes(tensors, id, height * width * channels) };
  } finally {
    tensors.dispose();
  }
}

/** The binding cannot read uint8 tensors, so the bytes are padded and read as int32. */
function readBytes(tensors: TensorScope, tensor: number, length: number): Uint8Array {
  const { TF_INT32, TF_UINT8, TF_ATTR_TYPE } = nativeBinding();
  const int32 = (...values: number[]) =>
    tensors.create([values.length], TF_INT32, Int32Array.from(values));
  const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
  const reshape = (input: number, shape: number) =>
    tensors.run('Reshape', [type('T', TF_UINT8), type('Tshape', TF_INT32)], [input, shape]).id;

  let flat = reshape(tensor, int32(length));
  if (length % 4 !== 0) {
    const paddings = tensors.create([1, 2], TF_INT32, Int32Array.of(0, 4 - (length % 4)));
    const attributes = [type('T', TF_UINT8), type('Tpaddings', TF_INT32)];
    flat = tensors.run('Pad', attributes, [flat, paddings]).id;
  }
  const fours = reshape(flat, int32(Math.ceil(length / 4), 4));
  const attributes = [type('T', TF_UINT8), type('type', TF_INT32)];
  const words = tensors.run('Bitcast', attributes, [fours]).id;
  const { buffer, byteOffset } = nativeBinding().tensorDataSync(words);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Tensors that are deleted together. */
class TensorScope {
  private readonly ids: number[] = [];

  constructor(private readonly binding: NativeBinding) {}

  create(shape: number[], dtype: number, data: Int32Array | Uint8Array[]): number {
    const id = this.binding.createTensor(shape, dtype, data);
    this.ids.push(id);
    return id;
  }

  /** Runs an op that has one output. */
  run(op: string, attributes: OpAttribute[], inputs: number[]): { id: number; shape: number[] } {
    const [output] = this.binding.executeOp(op, attributes, inputs, 1);
    if (output === undefined) throw new Error(`${op} gave no output`);
    this.ids.push(output.id);
    return output;
  }

  dispose(): void {
    for (const id of this.ids) this.binding.deleteTensor(id);
  }
}
