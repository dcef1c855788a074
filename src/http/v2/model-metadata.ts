import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';
import { OUTPUT, VERSION } from './constants.js';
import type { InferenceModel } from './inference-models.js';
import { protocolType } from './tensor-types.js';

const SHAPE = z.array(z.int()).meta({ description: '−1 is the size of the batch.' });

const TENSOR_METADATA = z.strictObject({
  name: z.string(),
  datatype: z.string(),
  shape: SHAPE,
  parameters: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .meta({ description: 'What the values mean.' }),
});

/** The body of `GET /v2/models/{model_name}`. */
export const MODEL_METADATA = z
  .strictObject({
    name: z.string(),
    versions: z.array(z.string()),
    platform: z.string(),
    inputs: z.array(TENSOR_METADATA),
    outputs: z.array(TENSOR_METADATA),
  })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceModelMetadata' });

/** The format of the models' files. */
export const PLATFORM = 'tensorflow_tfjs';

/** What a model of the protocol takes and gives. */
export function modelMetadata({
  name,
  served,
  inputName,
  tensor,
}: InferenceModel): z.output<typeof MODEL_METADATA> {
  const input =
    tensor === undefined
      ? { datatype: 'BYTES', shape: [-1, 1], parameters: { content_type: 'base64' } }
      : {
          datatype: protocolType(tensor.type),
          shape: [-1, ...tensor.shape],
          parameters: { layout: 'NHWC', channels: 'RGB', minimum: 0, maximum: 255 },
        };
  return {
    name,
    versions: [VERSION],
    platform: PLATFORM,
    inputs: [{ name: inputName, ...input }],
    outputs: [{ name: OUTPUT, datatype: 'FP32', shape: [-1, served.labels.length] }],
  };
}
