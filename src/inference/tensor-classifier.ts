import type { Classification } from './classifier.js';

/** Runs a model on its own input, without decoding and preprocessing. */
export interface TensorClassifier {
  /**
   * @param tensor the bytes of what `model/input-tensor.ts` describes, for one image. It must begin where
   *   its type may
   * @param model the model's name
   * @param signal removes the tensor from the queue when it fires
   * @returns the probabilities; nothing is decoded, so `timings.decode` is 0
   * @throws ServiceError `overloaded` or `not_ready`
   */
  classifyTensor(tensor: Uint8Array, model: string, signal: AbortSignal): Promise<Classification>;
}

export const TENSOR_CLASSIFIER = Symbol('TensorClassifier');
