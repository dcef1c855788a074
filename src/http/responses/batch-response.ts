import type { Outcome } from '../../classification/classify-images.js';
import type { ServedModel } from '../../model/served-model.js';
import type { AskedModels } from '../requests/model-option.js';
import { describe, describeByModel } from './classification-response.js';
import { type ErrorResponse, errorResponse } from './error-response.js';

/** What is said of one image of a batch. */
type BatchResult = { readonly image_url: string } & (
  ReturnType<typeof describe> | ReturnType<typeof describeByModel> | ErrorResponse['body']
);

/** The body of an answer to a batch: a result for each URL as it was asked, in the same order. */
export function batchBody(
  urls: readonly string[],
  outcomes: readonly Outcome[],
  { models, byModel }: AskedModels,
  topK: number | undefined,
): { results: BatchResult[] } {
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
