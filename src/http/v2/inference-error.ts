import { z } from 'zod';
import type { ErrorResponse } from '../responses/error-response.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

/** The body of an error below `/v2`, as the Open Inference Protocol has it. */
export const INFERENCE_ERROR = z
  .strictObject({ error: z.string().meta({ description: 'For people: it may change.' }) })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceError' });

/** Whether a path is the protocol's. */
export function isInferencePath(path: string): boolean {
  return path === '/v2' || path.startsWith('/v2/');
}

/** The body of an error in the form of the path that was asked. */
export function errorBody(
  path: string,
  { body }: ErrorResponse,
): ErrorResponse['body'] | z.output<typeof INFERENCE_ERROR> {
  return isInferencePath(path) ? { error: body.error.message } : body;
}
