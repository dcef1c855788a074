import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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

/** The parts of tfjs-node's native binding that are used directly: sessions, ops and raw tensors. */
export interface NativeBinding {
  readonly TF_UINT8: number;
  readonly TF_INT32: number;
  readonly TF_FLOAT: number;
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
    data: Uint8Array | Int32Array | Float32Array | Uint8Array[],
  ): number;
  deleteTensor(id: number): void;
  /** Bytes for TF_STRING. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array[];
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

const require = createRequire(import.meta.url);
let binding: NativeBinding | undefined;

/**
 * Loads libtensorflow and tfjs-node's binding to it, without the JavaScript of TF.js: a session does
 * not need it, and every garbage collection would scan its 40 MB of heap. Later calls are free.
 *
 * The environment sets the library's threads (`TF_NUM_INTRAOP_THREADS`, `TF_NUM_INTEROP_THREADS`). Only
 * errors are logged to stderr unless `TF_CPP_MIN_LOG_LEVEL` is set (0 = everything).
 *
 * @throws Error with a one-line message when the native part has not been built.
 */
export function nativeBinding(): NativeBinding {
  binding ??= load();
  return binding;
}

function load(): NativeBinding {
  const tfjsNode = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  const file = join(tfjsNode, 'lib/napi-v8/tfjs_binding.node');
  if (!existsSync(file)) throw new Error('libtensorflow is not set up: run "make native"');
  // Read by libtensorflow while it is loaded, when it would log a few lines about the processor.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  return require(file) as NativeBinding;
}
