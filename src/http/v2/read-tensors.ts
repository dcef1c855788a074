import type { Reserve } from '../../growing-buffer.js';
import type { InputTensor } from '../../model/input-tensor.js';
import { flatten } from './flatten.js';
import type { InferBody } from './infer-body.js';
import type { InputJson } from './infer-schema.js';
import { MAX_BATCH } from './constants.js';
import { batchSize, binaryData, type InputOptions } from './read-input.js';
import { bytesPerValue, PROTOCOL_TYPES, protocolType } from './tensor-types.js';
import { checkValue, emptyValues, toModelValues } from './tensor-values.js';
import { invalidRequest } from '../requests/invalid-request.js';

/** Bytes of JSON that a value takes at least, with what parts it from the next. */
const JSON_PER_VALUE = 2;

/**
 * The tensors of an input, as TensorClassifier takes them.
 *
 * @throws ServiceError `invalid_request`, and those of `reserve`
 */
export function readTensors(
  input: InputJson,
  body: InferBody,
  tensor: InputTensor,
  { reserve }: InputOptions,
): Uint8Array[] {
  const { datatype } = input;
  const valueBytes = bytesPerValue(datatype);
  if (valueBytes === undefined)
    throw invalidRequest(`the datatype of the input must be ${PROTOCOL_TYPES.join(' or ')}`);
  const batch = batchSize(input.shape, [tensor.shape]);
  const count = batch * tensor.values;
  const binary = binaryData(input, body.binary);
  if (binary === undefined) {
    // No shape makes much memory of a small body.
    if (JSON_PER_VALUE * count > body.held)
      throw invalidRequest(`inputs[0].data has fewer than the ${count} values of its shape`);
    reserve(body.held + batch * tensor.bytes);
    return split(valuesOfJson(input.data, count, tensor), batch);
  }
  if (binary.length !== count * valueBytes)
    throw invalidRequest(
      `the binary data has ${binary.length} bytes where its shape and datatype have ${count * valueBytes}`,
    );
  reserve(body.held + batch * tensor.bytes);
  return split(toModelValues(binary, datatype, tensor), batch);
}

/** A raw body is one tensor or more, of the type of the model's graph. */
export function rawTensors(
  { binary, held }: InferBody,
  model: string,
  tensor: InputTensor,
  reserve: Reserve,
): Uint8Array[] {
  const { bytes, shape } = tensor;
  const type = protocolType(tensor.type);
  const batch = binary.length / bytes;
  if (!Number.isInteger(batch) || batch < 1 || batch > MAX_BATCH)
    throw invalidRequest(
      `a raw body for ${model} has 1 to ${MAX_BATCH} times ${bytes} bytes: ${type} of shape [${shape.join(', ')}]`,
    );
  reserve(held + binary.length);
  return split(toModelValues(binary, type, tensor), batch);
}

function valuesOfJson(data: unknown, count: number, tensor: InputTensor) {
  const values = emptyValues(tensor, count);
  flatten(data, count, (value, index) => {
    values[index] = checkValue(value, index, tensor);
  });
  return values;
}

function split({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array, batch: number) {
  const each = byteLength / batch;
  return Array.from(
    { length: batch },
    (_, index) => new Uint8Array(buffer, byteOffset + index * each, each),
  );
}
