import type { Reserve } from '../../growing-buffer.js';
import type { InputJson } from './infer-schema.js';
import { MAX_BATCH } from './constants.js';
import type { InferenceModel } from './inference-models.js';
import { invalidRequest } from '../requests/invalid-request.js';

/** A batch of encoded images for one kind of model, of tensors for the other. */
export type Inputs =
  { readonly images: readonly Buffer<ArrayBuffer>[] } | { readonly tensors: readonly Uint8Array[] };

export interface InputOptions {
  readonly model: InferenceModel;
  /** Bytes of one image. */
  readonly maxImage: number;
  /** For the memory of the body, and of what is made of it. */
  readonly reserve: Reserve;
}

/**
 * Checks the shape of an input.
 *
 * @param dims the shapes that a model takes, without the batch
 * @returns the size of the batch
 * @throws ServiceError `invalid_request`
 */
export function batchSize(shape: readonly number[], dims: readonly (readonly number[])[]): number {
  const [batch = 0, ...given] = shape;
  const fits = dims.some(
    (one) => one.length === given.length && one.every((size, axis) => size === given[axis]),
  );
  if (!fits || shape.length === 0) {
    const shapes = dims.map((one) => `[${['batch', ...one].join(', ')}]`).join(' or ');
    throw invalidRequest(
      `the input has shape [${shape.join(', ')}] where the model takes ${shapes}`,
    );
  }
  if (batch < 1 || batch > MAX_BATCH)
    throw invalidRequest(`the batch has ${batch} elements where 1 to ${MAX_BATCH} are taken`);
  return batch;
}

/**
 * @param binary all binary data that the body has
 * @returns it, if it is the input's; undefined if the data is in the JSON
 * @throws ServiceError `invalid_request` if it is in neither or in both, or of another length
 */
export function binaryData(
  { parameters, data }: InputJson,
  binary: Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> | undefined {
  const size = parameters?.binary_data_size;
  const inJson = data !== undefined && data !== null;
  if (size === undefined && !inJson)
    throw invalidRequest('the input has neither data nor the parameter binary_data_size');
  if (size !== undefined && inJson)
    throw invalidRequest('the input has both data and the parameter binary_data_size');
  if (binary.length !== (size ?? 0))
    throw invalidRequest(
      `${binary.length} bytes follow the JSON where the binary_data_size of the input is ${size ?? 0}`,
    );
  return size === undefined ? undefined : binary;
}
