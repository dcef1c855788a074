import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

/** The body of `GET /livez`. */
export const LIVENESS = z
  .strictObject({ status: z.literal('live') })
  .register(RESPONSE_SCHEMAS, { id: 'Liveness' });

const MODEL_READINESS = z
  .strictObject({
    status: z.literal('ready'),
    golden_images: z.int().min(0).meta({
      description: 'Golden images that the start has checked the model with; 0 if it has none.',
    }),
  })
  .register(RESPONSE_SCHEMAS, { id: 'ModelReadiness' });

/** The body of `GET /readyz`. */
export const READINESS = z
  .strictObject({
    status: z.literal('ready'),
    models: z
      .record(z.string(), MODEL_READINESS)
      .meta({ description: 'The models, by name, the default model first.' }),
  })
  .register(RESPONSE_SCHEMAS, { id: 'Readiness' });
