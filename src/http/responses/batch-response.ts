import type { z } from 'zod';
import type { Outcome } from '../../classification/classify-images.js';
import type { ServedModel } from '../../model/served-model.js';
import type { AskedModels } from '../requests/model-option.js';
import type { CLASSIFY_IMAGES_ANSWER } from './batch-schema.js';
import { describe, describeByModel } from './classification-response.js';
import { errorResponse } from './error-response.js';

/** The body of an answer to a batch: a result for each URL as it was asked, in the same order. */
export function batchBody(
  urls: readonly string[],
  outcomes: readonly Outcome[],
  { models, byModel }: AskedModels,
  topK: number | undefined,
): z.output<typeof CLASSIFY_IMAGES_ANSWER> {
  const results = urls.map((image_url, index) => ({
    image_url,
    ...resultOf(outcomes[index] ?? { error: undefined }, models, byModel, topK),
  }));
  return { results };
}

function resultOf(
  outcome: Outcome,
  models: readonly [ServedModel, ...ServedModel[]],
  byModel: boolean,
  topK: number | undefined,
) {
  if ('error' in outcome) return errorResponse(outcome.error).body;
  const { answer } = outcome;
  return byModel ? describeByModel(answer, models, topK) : describe(answer, models[0], topK);
}
