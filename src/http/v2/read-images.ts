import { flatten } from './flatten.js';
import type { InferBody } from './infer-body.js';
import type { InputJson } from './infer-schema.js';
import { batchSize, binaryData, type InputOptions } from './read-input.js';
import { invalidRequest } from '../requests/invalid-request.js';

/** The shapes of an input of encoded images, without the batch. */
const DIMS = [[], [1]];

/** Bytes of the length in front of each element of binary data. */
const LENGTH = 4;

/**
 * The encoded images of an input.
 *
 * @param contentType of texts in JSON
 * @throws ServiceError `invalid_request`, and those of `reserve`
 */
export function readImages(
  input: InputJson,
  body: InferBody,
  contentType: string | null | undefined,
  { model, reserve }: InputOptions,
): Buffer<ArrayBuffer>[] {
  if (input.datatype !== 'BYTES')
    throw invalidRequest(
      `the datatype of the input must be BYTES: ${model.name} takes encoded images`,
    );
  const batch = batchSize(input.shape, DIMS);
  const binary = binaryData(input, body.binary);
  if (binary !== undefined) return imagesOfBytes(binary, batch);
  reserve(2 * body.held);
  return imagesOfJson(input.data, batch, contentType);
}

/**
 * Images in JSON are in base64, as MLServer has it: JSON has no other form for bytes.
 *
 * @param data nested or flat
 */
function imagesOfJson(
  data: unknown,
  batch: number,
  contentType: string | null | undefined,
): Buffer<ArrayBuffer>[] {
  if (contentType !== 'base64')
    throw invalidRequest(
      'an image in JSON must be in base64, with the parameter "content_type": "base64" of its input; or send it as binary data',
    );
  const images: Buffer<ArrayBuffer>[] = [];
  flatten(data, batch, (value, index) => {
    const image = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
    // Node.js skips what is no base64.
    if (image?.length !== decodedLength(String(value)))
      throw invalidRequest(`element ${index} of the input is not valid base64`);
    images.push(image);
  });
  return images;
}

/** Each element is its length (uint32, little-endian), and its bytes. */
function imagesOfBytes(bytes: Buffer<ArrayBuffer>, batch: number): Buffer<ArrayBuffer>[] {
  const images: Buffer<ArrayBuffer>[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (images.length === batch)
      throw invalidRequest(`the binary data has more than the ${batch} elements of its shape`);
    const start = offset + LENGTH;
    const end = start > bytes.length ? Infinity : start + bytes.readUInt32LE(offset);
    if (end > bytes.length)
      throw invalidRequest(`element ${images.length} of the binary data is cut short`);
    images.push(bytes.subarray(start, end));
    offset = end;
  }
  if (images.length < batch)
    throw invalidRequest(
      `the binary data has ${images.length} elements where its shape has ${batch}`,
    );
  return images;
}

function decodedLength(text: string): number {
  const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
  return Math.floor(((text.length - padding) * 3) / 4);
}
