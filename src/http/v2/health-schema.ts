import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

/** The body of `GET /v2/health/live`. */
export const INFERENCE_LIVE = z
  .strictObject({ live: z.literal(true) })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceLive' });

/** The body of `GET /v2/health/ready`. */
export const INFERENCE_READY = z
  .strictObject({ ready: z.literal(true) })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceReady' });

/** The body of `GET /v2/models/{model_name}/ready`. */
export const INFERENCE_MODEL_READY = z
  .strictObject({ name: z.string(), ready: z.literal(true) })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceModelReady' });
