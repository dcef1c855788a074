import { z } from 'zod';
import { REQUEST_SCHEMAS } from '../openapi/registries.js';
import { MAX_BATCH, OUTPUT } from './constants.js';

/** Characters of a client's id, which the answer repeats. */
const MAX_ID = 1024;

const ID = `id must be a string of at most ${MAX_ID} characters`;
const INPUTS =
  'inputs is required and must be a list of exactly one tensor: every model has one input';
const NAME = 'inputs[0].name is required and must be a string';
const SHAPE = 'inputs[0].shape is required and must be a list of whole numbers';
const DATATYPE = 'inputs[0].datatype is required and must be a string';
const SIZE = 'binary_data_size must be a whole number of bytes';
const OUTPUTS = `outputs must be a list of at most one tensor, ${OUTPUT}: every model has one output`;
const CLASSIFICATION = 'classification must be a whole number of classes, from 1';

/** Clients may send parameters that mean something to other services: they are ignored. */
function parameters<T extends z.ZodRawShape>(what: string, shape: T) {
  return z.looseObject(shape, `${what} must be an object`).nullish();
}

const INPUT = z.object(
  {
    name: z.string(NAME),
    shape: z.array(z.int(SHAPE).min(0, SHAPE), SHAPE).max(8, SHAPE),
    datatype: z.string(DATATYPE),
    parameters: parameters('inputs[0].parameters', {
      binary_data_size: z.int(SIZE).min(0, SIZE).optional(),
      content_type: z.string('content_type must be a string').nullish(),
    }),
    data: z
      .unknown()
      .optional()
      .meta({ description: 'Numbers, or texts in base64, nested as the shape is or flat.' }),
  },
  INPUTS,
);

const REQUESTED_OUTPUT = z.object(
  {
    name: z.string('outputs[0].name is required and must be a string'),
    parameters: parameters('outputs[0].parameters', {
      binary_data: z.boolean('binary_data must be true or false').optional(),
      classification: z.int(CLASSIFICATION).min(1, CLASSIFICATION).optional(),
    }),
  },
  OUTPUTS,
);

/** The JSON of `POST /v2/models/{model_name}/infer`. Unknown keys are ignored: KServe's client sends some. */
export const INFER_REQUEST = z
  .object({
    id: z.string(ID).max(MAX_ID, ID).nullish().meta({ description: 'The answer repeats it.' }),
    parameters: parameters('parameters', {
      binary_data_output: z.boolean('binary_data_output must be true or false').optional(),
      content_type: z.string('content_type must be a string').nullish(),
    }),
    inputs: z
      .array(INPUT, INPUTS)
      .length(1, INPUTS)
      .meta({ description: `The only input, a batch of 1 to ${MAX_BATCH}.` }),
    outputs: z.array(REQUESTED_OUTPUT, OUTPUTS).max(1, OUTPUTS).nullish(),
  })
  .register(REQUEST_SCHEMAS, { id: 'InferRequest' });

export type InferJson = z.output<typeof INFER_REQUEST>;
export type InputJson = InferJson['inputs'][number];
