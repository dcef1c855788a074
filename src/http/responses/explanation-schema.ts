import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';
import { CLASSIFICATION, CONFIDENCE, TIMED } from './classification-schema.js';

const length = z.number().min(0);
const size = z.int().min(1);

/** The numbers of an explanation. Lengths are in pixels of the upright image, from its upper left corner. */
export const EXPLANATION = z
  .strictObject({
    model: z.string(),
    classification: CLASSIFICATION,
    class: z.int().min(0).meta({ description: "The class's index." }),
    confidence: CONFIDENCE,
    logit: z.number().meta({ description: 'The mean of the grid, plus the bias.' }),
    bias: z.number(),
    grid: z.array(z.array(z.number()).min(1)).min(1).meta({
      description: 'How much each part of the image speaks for the class: rows, from the top.',
    }),
    cells: z
      .strictObject({ x: z.array(z.number()).min(1), y: z.array(z.number()).min(1) })
      .meta({ description: 'Where the columns and the rows of the grid are centred.' }),
    image: z.strictObject({ width: size, height: size }),
    seen: z
      .strictObject({ left: length, top: length, width: length, height: length })
      .meta({ description: 'What the model saw of the image.' }),
    ...TIMED,
  })
  .register(RESPONSE_SCHEMAS, { id: 'Explanation' });

export type ExplanationBody = Readonly<z.output<typeof EXPLANATION>>;
