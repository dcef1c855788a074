import { z } from 'zod';
import { SERVICE_NAME, SERVICE_VERSION } from '../../telemetry/version.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

/** Only what is really there. */
const EXTENSIONS = ['binary_tensor_data', 'classification', 'model_configuration'];

/** The body of `GET /v2`. */
export const SERVER_METADATA = z
  .strictObject({ name: z.string(), version: z.string(), extensions: z.array(z.string()) })
  .register(RESPONSE_SCHEMAS, { id: 'InferenceServerMetadata' });

export const SERVER_METADATA_BODY: z.output<typeof SERVER_METADATA> = {
  name: SERVICE_NAME,
  version: SERVICE_VERSION,
  extensions: EXTENSIONS,
};
