import { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import { BODY_ERRORS } from '../openapi/image-errors.js';
import type { Operation } from '../openapi/operation.js';
import { INFERENCE_LIVE, INFERENCE_MODEL_READY, INFERENCE_READY } from './health-schema.js';
import { INFER_RESPONSE } from './infer-response.js';
import { INFER_REQUEST } from './infer-schema.js';
import { INFERENCE_ERROR } from './inference-error.js';
import { IMAGE_INPUT, MAX_BATCH, OUTPUT, VERSION } from './constants.js';
import { MODEL_CONFIG } from './model-config.js';
import { MODEL_METADATA } from './model-metadata.js';
import { INFERENCE_MODEL_NAME } from './model-names.js';
import { SERVER_METADATA } from './server-metadata.js';

type Body = Pick<Operation, 'summary' | 'access' | 'id' | 'path'> & {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly errors?: readonly ErrorCode[];
};

function get({ description, schema, errors = [], ...operation }: Body): Operation {
  const content = [{ mediaType: 'application/json', schema }];
  return {
    ...operation,
    method: 'get',
    answer: { description, content },
    errorSchema: INFERENCE_ERROR,
    errors,
  };
}

const MODEL_VERSION = z
  .literal(VERSION)
  .meta({ description: 'Every model has one version.', examples: [VERSION] });

/** An operation of a model without and with its version in the path. */
function ofModel(end: string, make: (path: string, id: string) => Operation): Operation[] {
  const id = `inferenceModel${end.replace(/^\/(.)/, (_, letter: string) => letter.toUpperCase())}`;
  const model = '/v2/models/{model_name}';
  const plain = make(model + end, id);
  const versioned = make(`${model}/versions/{model_version}${end}`, `${id}OfVersion`);
  return [
    { ...plain, parameters: { model_name: INFERENCE_MODEL_NAME } },
    {
      ...versioned,
      parameters: { model_name: INFERENCE_MODEL_NAME, model_version: MODEL_VERSION },
    },
  ];
}

function infer(path: string, id: string): Operation {
  return {
    method: 'post',
    path,
    id,
    summary: 'Run a model on tensors, or on encoded images',
    description: `A batch of 1 to ${MAX_BATCH}. \`NAME\` takes what its graph takes, as the metadata says; \`NAME_image\` takes encoded images. Data is in the JSON (images in base64), or follows it as binary data. With \`Inference-Header-Content-Length: 0\`, or as \`image/*\`, the body is the data itself. The body may be compressed by gzip or deflate, whatever its type.`,
    access: 'classify',
    headers: {
      'Inference-Header-Content-Length':
        'Bytes of the JSON that binary data follows; 0 for a body without JSON.',
    },
    body: [
      {
        mediaType: 'application/json',
        schema: INFER_REQUEST,
        examples: { image: EXAMPLE_REQUEST },
      },
      { mediaType: 'application/octet-stream' },
      { mediaType: 'image/*' },
    ],
    answer: {
      description: `The probabilities of all classes, or with the parameter \`classification\` of the output the best as \`score:index:label\`.`,
      headers: {
        'Inference-Header-Content-Length': 'Bytes of the JSON that binary data follows.',
        'Cache-Status': 'For one image: how the cache served it (RFC 9211).',
        'Server-Timing': 'What each stage took, in milliseconds.',
        Vary: 'Accept-Encoding',
      },
      content: [
        {
          mediaType: 'application/json',
          schema: INFER_RESPONSE,
          examples: { best: EXAMPLE_ANSWER },
        },
        { mediaType: 'application/octet-stream' },
      ],
    },
    errorSchema: INFERENCE_ERROR,
    errors: [
      ...BODY_ERRORS,
      ...(['not_found', 'not_an_image', 'image_too_large', 'image_too_many_pixels'] as const),
      ...(['overloaded', 'not_ready'] as const),
    ],
  };
}

const EXAMPLE_REQUEST = {
  inputs: [
    {
      name: IMAGE_INPUT,
      shape: [1],
      datatype: 'BYTES',
      parameters: { content_type: 'base64' },
      data: ['R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs='],
    },
  ],
  outputs: [{ name: OUTPUT, parameters: { classification: 1 } }],
};

const EXAMPLE_ANSWER = {
  model_name: 'squeezenet1_1_image',
  model_version: VERSION,
  outputs: [
    {
      name: OUTPUT,
      datatype: 'BYTES',
      shape: [1, 1],
      data: ['0.864123:207:golden_retriever'],
    },
  ],
};

/** The operations of the Open Inference Protocol. */
export const INFERENCE_OPERATIONS: readonly Operation[] = [
  ...ofModel('/infer', infer),
  ...ofModel('', (path, id) =>
    get({
      ...{ path, id, access: 'classify', errors: ['not_found'] },
      summary: 'Say what a model takes and gives',
      description: 'The input and the output of the model.',
      schema: MODEL_METADATA,
    }),
  ),
  ...ofModel('/config', (path, id) =>
    get({
      ...{ path, id, access: 'classify', errors: ['not_found'] },
      summary: 'Say the same as Triton does',
      description: "The model in the form of Triton's configurations.",
      schema: MODEL_CONFIG,
    }),
  ),
  ...ofModel('/ready', (path, id) =>
    get({
      ...{ path, id, access: 'classify', errors: ['not_found', 'not_ready'] },
      summary: 'Say whether a model can be asked',
      description: 'The model can be asked.',
      schema: INFERENCE_MODEL_READY,
    }),
  ),
  get({
    ...{ path: '/v2', id: 'inferenceServer', access: 'classify' },
    summary: 'Say what the server can do of the Open Inference Protocol',
    description: 'The name and version of the service, and the extensions that it has.',
    schema: SERVER_METADATA,
  }),
  get({
    ...{ path: '/v2/health/live', id: 'inferenceLive', access: 'open' },
    summary: 'Say that the process runs, as the Open Inference Protocol does',
    description: 'The process runs.',
    schema: INFERENCE_LIVE,
  }),
  get({
    ...{ path: '/v2/health/ready', id: 'inferenceReady', access: 'open', errors: ['not_ready'] },
    summary: 'Say whether models can be asked, as the Open Inference Protocol does',
    description: 'All models can be asked.',
    schema: INFERENCE_READY,
  }),
];
