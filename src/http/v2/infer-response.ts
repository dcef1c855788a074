import { z } from 'zod';
import { topK } from '../../inference/top-k.js';
import type { Labels } from '../../model/labels.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';
import type { WantedOutput } from './infer-request.js';
import { OUTPUT, VERSION } from './constants.js';
import type { InferenceModel } from './inference-models.js';

/** The JSON of an answer of `POST /v2/models/{model_name}/infer`. */
export const INFER_RESPONSE = z
  .strictObject({
    model_name: z.string(),
    model_version: z.string(),
    id: z.string().optional().meta({ description: "The request's own." }),
    outputs: z.array(
      z.strictObject({
        name: z.string(),
        datatype: z.enum(['FP32', 'BYTES']),
        shape: z.array(z.int()),
        parameters: z
          .strictObject({ binary_data_size: z.int() })
          .optional()
          .meta({ description: 'Of an output that follows the JSON.' }),
        data: z
          .union([z.array(z.number()), z.array(z.string())])
          .optional()
          .meta({
            description: 'Probabilities, or `score:index:label`; row by row.',
          }),
      }),
    ),
  })
  .register(RESPONSE_SCHEMAS, { id: 'InferResponse' });

/** An answer in its two parts. */
export interface InferAnswer {
  readonly json: Buffer;
  /** Undefined if all is in the JSON. */
  readonly binary: Buffer | undefined;
}

/** @param probabilities of each input of the batch, shape [classes] */
export function inferAnswer(
  { name, served }: InferenceModel,
  id: string | undefined,
  probabilities: readonly Float32Array[],
  { binary, classes }: WantedOutput,
): InferAnswer {
  const output =
    classes === undefined
      ? numbers(probabilities)
      : texts(probabilities, Math.min(classes, served.labels.length), served.labels);
  const { datatype, shape } = output;
  const bytes = binary ? output.bytes() : undefined;
  const body: z.output<typeof INFER_RESPONSE> = {
    model_name: name,
    model_version: VERSION,
    ...(id !== undefined && { id }),
    outputs: [
      {
        name: OUTPUT,
        datatype,
        shape,
        ...(bytes === undefined
          ? { data: output.values() }
          : { parameters: { binary_data_size: bytes.length } }),
      },
    ],
  };
  return { json: Buffer.from(JSON.stringify(body)), binary: bytes };
}

interface Output {
  readonly datatype: 'FP32' | 'BYTES';
  readonly shape: number[];
  values(): number[] | string[];
  /** In the protocol's binary form. */
  bytes(): Buffer;
}

function numbers(probabilities: readonly Float32Array[]): Output {
  return {
    datatype: 'FP32',
    shape: [probabilities.length, probabilities[0]?.length ?? 0],
    values: () => probabilities.flatMap((values) => [...values]),
    bytes: () =>
      Buffer.concat(
        probabilities.map(
          ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
        ),
      ),
  };
}

/** Triton's form of classifications. */
function texts(probabilities: readonly Float32Array[], k: number, labels: Labels): Output {
  const all = probabilities.flatMap((values) =>
    topK(values, k).map(
      (index) => `${(values[index] ?? 0).toFixed(6)}:${index}:${labels[index] ?? ''}`,
    ),
  );
  return {
    datatype: 'BYTES',
    shape: [probabilities.length, k],
    values: () => all,
    bytes: () => Buffer.concat(all.flatMap(withLength)),
  };
}

/** An element of binary data: its length (uint32, little-endian), and its bytes. */
function withLength(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return [length, bytes];
}
