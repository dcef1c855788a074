import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';
import { MAX_BATCH, OUTPUT, VERSION } from './constants.js';
import type { InferenceModel } from './inference-models.js';
import { PLATFORM } from './model-metadata.js';
import { protocolType } from './tensor-types.js';

const DIMS = z.array(z.int().min(1)).meta({ description: 'Without the size of the batch.' });

/** The body of `GET /v2/models/{model_name}/config`: what Triton's clients read of Triton's own. */
export const MODEL_CONFIG = z
  .strictObject({
    name: z.string(),
    platform: z.string(),
    version_policy: z.strictObject({
      specific: z.strictObject({ versions: z.array(z.int()) }),
    }),
    max_batch_size: z.int().meta({ description: 'Images or tensors of one request at most.' }),
    input: z.array(
      z.strictObject({
        name: z.string(),
        data_type: z.string(),
        format: z.enum(['FORMAT_NONE', 'FORMAT_NHWC']),
        dims: DIMS,
      }),
    ),
    output: z.array(
      z.strictObject({
        name: z.string(),
        data_type: z.string(),
        dims: DIMS,
        label_filename: z.string(),
      }),
    ),
    parameters: z
      .record(z.string(), z.strictObject({ string_value: z.string() }))
      .meta({ description: 'Of a model for tensors: how its card says an image becomes one.' }),
  })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceModelConfig' });

/** A model of the protocol as Triton describes its own, so that clients made for Triton find their way. */
export function modelConfig({
  name,
  served,
  inputName,
  tensor,
}: InferenceModel): z.output<typeof MODEL_CONFIG> {
  const input =
    tensor === undefined
      ? { data_type: 'TYPE_STRING', format: 'FORMAT_NONE' as const, dims: [1] }
      : {
          data_type: `TYPE_${protocolType(tensor.type)}`,
          format: 'FORMAT_NHWC' as const,
          dims: [...tensor.shape],
        };
  const dims = [served.labels.length];
  return {
    name,
    platform: PLATFORM,
    version_policy: { specific: { versions: [Number(VERSION)] } },
    max_batch_size: MAX_BATCH,
    input: [{ name: inputName, ...input }],
    output: [{ name: OUTPUT, data_type: 'TYPE_FP32', dims, label_filename: '' }],
    parameters: tensor === undefined ? {} : preprocessingOf(served),
  };
}

/** The client's part: normalising is a part of the graph. */
function preprocessingOf({ card }: InferenceModel['served']) {
  const { resize, resampling, crop } = card.preprocessing;
  const text = (value: unknown) => ({ string_value: JSON.stringify(value) });
  return { resize: text(resize), resampling: { string_value: resampling }, crop: text(crop) };
}
