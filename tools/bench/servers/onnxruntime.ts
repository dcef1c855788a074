import { requireForBench } from '../paths.js';

/** The part of onnxruntime-node that is used. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(file: string, options?: SessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => object;
}

export interface SessionOptions {
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
  readonly executionMode?: 'sequential' | 'parallel';
}

export interface OnnxSession {
  run(inputs: Record<string, object>): Promise<Record<string, { readonly data: Float32Array }>>;
}

export function loadOnnxRuntime(): OnnxRuntime {
  return requireForBench('onnxruntime-node') as OnnxRuntime;
}

/** Limits the threads: onnxruntime's default is one per core. */
export function sessionOptions(threads: number): SessionOptions {
  return { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential' };
}
