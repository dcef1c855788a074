import { nativeBinding, type OpAttribute } from '../native-binding.js';
import { DecodedTensor } from './decoded-tensor.js';
import { TensorScope } from '../tensor-scope.js';

// These call the kernels behind `tf.node.decodeImage` directly. `tf.node` converts every byte to an
// int32 before it returns the pixels, which takes four times the memory and, for a large photo, longer
// than the decoding.

/**
 * Decodes a JPEG to RGB with the accurate DCT, as Pillow does.
 *
 * @param ratio 1, 2, 4 or 8: how many times smaller the result is
 */
export function decodeJpeg(bytes: Uint8Array, ratio: number): DecodedTensor {
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
export function decodePng(bytes: Uint8Array, channels: 3 | 4): DecodedTensor {
  const { TF_ATTR_INT, TF_ATTR_TYPE, TF_UINT8 } = nativeBinding();
  return decode('DecodePng', bytes, [
    { name: 'channels', type: TF_ATTR_INT, value: channels },
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_UINT8 },
  ]);
}

/** Decodes an uncompressed bitmap of 24 or 32 bits to 3 or 4 channels. */
export function decodeBmp(bytes: Uint8Array): DecodedTensor {
  const { TF_ATTR_INT } = nativeBinding();
  return decode('DecodeBmp', bytes, [{ name: 'channels', type: TF_ATTR_INT, value: 0 }]);
}

function decode(op: string, bytes: Uint8Array, attributes: OpAttribute[]): DecodedTensor {
  const tensors = new TensorScope(nativeBinding());
  try {
    const contents = tensors.create([], nativeBinding().TF_STRING, [bytes]);
    const { id, shape } = tensors.run(op, attributes, [contents]);
    return new DecodedTensor(tensors, id, shape);
  } catch (error) {
    tensors.dispose();
    throw error;
  }
}
