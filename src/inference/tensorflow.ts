import type * as tfjs from '@tensorflow/tfjs-node';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';

export type Tensorflow = typeof tfjs;

const require = createRequire(import.meta.url);

/**
 * Loads TensorFlow.js with libtensorflow behind it: the only place that does. Later calls are free.
 *
 * The library's threads are set by whoever starts the process (`TF_NUM_INTRAOP_THREADS`,
 * `TF_NUM_INTEROP_THREADS`). Its own log goes to stderr from errors upwards; set
 * `TF_CPP_MIN_LOG_LEVEL` (0 = everything) to see more.
 *
 * @throws Error with a one-line message when the native part has not been built.
 */
export function loadTensorflow(): Tensorflow {
  loaded ??= load();
  return loaded;
}

let loaded: Tensorflow | undefined;

function load(): Tensorflow {
  const native = join(
    dirname(require.resolve('@tensorflow/tfjs-node/package.json')),
    'lib/napi-v8',
  );
  if (!existsSync(join(native, 'tfjs_binding.node')))
    throw new Error('libtensorflow is not set up: run "make native"');
  provideRemovedUtilities();
  quietStart(join(native, 'quiet-load.node'));
  return require('@tensorflow/tfjs-node') as Tensorflow;
}

/**
 * tfjs-node calls `util.isNullOrUndefined`, which Node.js deprecated and 23 took away
 * (tensorflow/tfjs#8609, #8746), and `util.isArray`, which is going the same way. Ours work
 * everywhere and warn nowhere.
 */
function provideRemovedUtilities(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  });
}

/**
 * While it is being loaded, before any log level applies, libtensorflow writes a few lines about the
 * processor to stderr. `quiet-load.node` loads it with stderr pointing nowhere for that moment; it
 * is absent when something other than `make native` built the binding.
 */
function quietStart(quietLoad: string): void {
  if (process.env['TF_CPP_MIN_LOG_LEVEL'] !== undefined) return;
  process.env['TF_CPP_MIN_LOG_LEVEL'] = '2';
  if (existsSync(quietLoad)) require(quietLoad);
}

/** An attribute of a TensorFlow op; `type` is one of the binding's `TF_ATTR_…`. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string;
}

/** A tensor in libtensorflow's memory. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The parts of tfjs-node's native binding that are used directly: sessions, single ops, raw tensors. */
export interface NativeBinding {
  readonly TF_UINT8: number;
  readonly TF_INT32: number;
  readonly TF_STRING: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_Version: string;
  createTensor(
    shape: number[],
    dtype: number,
    data: Uint8Array | Int32Array | Uint8Array[],
  ): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(
    op: string,
    attributes: OpAttribute[],
    inputs: number[],
    outputs: number,
  ): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): TensorMetadata[];
}

/** tfjs-node's binding to libtensorflow. */
export function nativeBinding(): NativeBinding {
  return (loadTensorflow().backend() as unknown as { binding: NativeBinding }).binding;
}
