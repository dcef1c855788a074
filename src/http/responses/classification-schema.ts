import { z } from 'zod';
import { WORDNET_ID } from '../../model/labels.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

export const CLASSIFICATION = z
  .string()
  .meta({ description: "The name of the class among the model's labels." });
export const CONFIDENCE = z
  .string()
  .regex(/^[01]\.\d{3}$/)
  .meta({ description: 'Its probability, 0 to 1, with three decimals.' });

/** A class and its probability. */
export const PREDICTION = z
  .strictObject({
    classification: CLASSIFICATION,
    confidence: CONFIDENCE,
    wordnet_id: z.string().regex(WORDNET_ID).optional().meta({
      description:
        'The WordNet id of the class, if the model’s labels have it. Tells apart classes of one name.',
    }),
  })
  .register(RESPONSE_SCHEMAS, { id: 'Prediction' });

const PREDICTIONS = z
  .array(PREDICTION)
  .optional()
  .meta({ description: 'With `top_k`: the best predictions, best first.' });

/** What one model says of an image: class names, and numbers as text. */
export const DESCRIPTION = z
  .strictObject({
    classification: CLASSIFICATION,
    confidence: CONFIDENCE,
    predictions: PREDICTIONS,
  })
  .register(RESPONSE_SCHEMAS, { id: 'Description' });

/** Seconds, with three decimals. */
export const TIMED = {
  processing_time: z
    .string()
    .regex(/^\d+\.\d{3}$/)
    .meta({ description: 'Seconds from the arrival of the request to its answer.' }),
};

/** The answer of one model. */
export const CLASSIFIED = z
  .strictObject({
    classification: CLASSIFICATION,
    confidence: CONFIDENCE,
    ...TIMED,
    predictions: PREDICTIONS,
  })
  .register(RESPONSE_SCHEMAS, { id: 'Classification' });

/** The answer to a request with a list of models. */
export const CLASSIFIED_BY_MODEL = z
  .strictObject({
    models: z
      .record(z.string(), DESCRIPTION)
      .meta({ description: 'Each model’s answer, by its name.' }),
    ...TIMED,
  })
  .register(RESPONSE_SCHEMAS, { id: 'ClassificationByModel' });

/** The body of an answer to `POST /classify-image`. */
export const CLASSIFY_IMAGE_ANSWER = z
  .union([CLASSIFIED, CLASSIFIED_BY_MODEL])
  .register(RESPONSE_SCHEMAS, { id: 'ClassifyImageAnswer' });
