import { invalidRequest } from '../requests/invalid-request.js';
import { quote } from '../requests/strict-object.js';
import { validate } from '../requests/validate.js';
import { checkImages } from './check-images.js';
import type { InferBody } from './infer-body.js';
import { INFER_REQUEST, type InferJson } from './infer-schema.js';
import { OUTPUT } from './constants.js';
import { readImages } from './read-images.js';
import type { InputOptions, Inputs } from './read-input.js';
import { rawTensors, readTensors } from './read-tensors.js';
import { refuseSharedMemory } from './shared-memory.js';

/** How the only output is wanted. */
export interface WantedOutput {
  readonly binary: boolean;
  /** How many classes as texts, best first; undefined for all probabilities as numbers. */
  readonly classes: number | undefined;
}

export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: Inputs;
  readonly output: WantedOutput;
}

/** All probabilities, for people to read: whoever sends a raw body has no way to ask for anything. */
const OUTPUT_OF_RAW: WantedOutput = { binary: false, classes: undefined };

/** @throws ServiceError `invalid_request`, `image_too_large`, and those of `options.reserve` */
export function parseInferRequest(body: InferBody, options: InputOptions): InferRequest {
  const { json } = body;
  if (json === undefined)
    return { id: undefined, inputs: rawInputs(body, options), output: OUTPUT_OF_RAW };
  const request = validate(INFER_REQUEST, json);
  return {
    id: request.id ?? undefined,
    inputs: inputsOf(request, body, options),
    output: wantedOutput(request),
  };
}

/** The whole body is one image, or one or more tensors. */
function rawInputs(body: InferBody, options: InputOptions): Inputs {
  const { model } = options;
  if (model.tensor !== undefined)
    return { tensors: rawTensors(body, model.name, model.tensor, options.reserve) };
  checkImages([body.binary], options.maxImage);
  return { images: [body.binary] };
}

function inputsOf(request: InferJson, body: InferBody, options: InputOptions): Inputs {
  const { model, maxImage } = options;
  const [input] = request.inputs as [InferJson['inputs'][number]];
  if (input.name !== model.inputName)
    throw invalidRequest(
      `unknown input ${quote(input.name)}: the input of ${model.name} is ${model.inputName}`,
    );
  refuseSharedMemory(input.parameters);
  if (model.tensor !== undefined)
    return { tensors: readTensors(input, body, model.tensor, options) };
  const contentType = input.parameters?.content_type ?? request.parameters?.content_type;
  const images = readImages(input, body, contentType, options);
  checkImages(images, maxImage);
  return { images };
}

function wantedOutput({ outputs, parameters }: InferJson): WantedOutput {
  const binaryByDefault = parameters?.binary_data_output ?? false;
  const [output] = outputs ?? [];
  if (output === undefined) return { binary: binaryByDefault, classes: undefined };
  if (output.name !== OUTPUT)
    throw invalidRequest(`unknown output ${quote(output.name)}: the output is ${OUTPUT}`);
  refuseSharedMemory(output.parameters);
  const { binary_data: binary = binaryByDefault, classification } = output.parameters ?? {};
  return { binary, classes: classification };
}
