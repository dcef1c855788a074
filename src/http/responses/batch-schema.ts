import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';
import { CLASSIFIED, CLASSIFIED_BY_MODEL } from './classification-schema.js';
import { ERROR } from './error-schema.js';

const OF_URL = { image_url: z.string().meta({ description: 'The URL as it was asked for.' }) };

/** The body of an answer to `POST /classify-images`. */
export const CLASSIFY_IMAGES_ANSWER = z
  .strictObject({
    results: z
      .array(
        z.union([
          z.strictObject({ ...OF_URL, ...CLASSIFIED.shape }),
          z.strictObject({ ...OF_URL, ...CLASSIFIED_BY_MODEL.shape }),
          z.strictObject({ ...OF_URL, ...ERROR.shape }),
        ]),
      )
      .meta({ description: 'One for each URL, in the order asked.' }),
  })
  .register(RESPONSE_SCHEMAS, { id: 'ClassifyImagesAnswer' });
