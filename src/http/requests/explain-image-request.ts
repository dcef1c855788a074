import { z } from 'zod';
import { ServiceError } from '../../errors.js';
import { parseImageUrl } from '../../fetch/image-url.js';
import type { ServedModel } from '../../model/served-model.js';
import type { ServedModels } from '../../model/served-models.js';
import { CLASS_OPTION, findClass } from './class-option.js';
import { findModel } from './find-model.js';
import { strictObject } from './strict-object.js';
import { validate } from './validate.js';

/** What `POST /explain-image` takes beside the image. */
const OPTIONS = {
  class: CLASS_OPTION,
  model: z.string('model must be the name of one model').optional(),
};

/** The JSON of `POST /explain-image`. */
export const EXPLAIN_IMAGE_SCHEMA = strictObject({
  image_url: z.string('image_url is required and must be a string'),
  ...OPTIONS,
});

export interface ExplainImageRequest {
  readonly url: URL;
  readonly model: ServedModel;
  /** By index; the most probable one if undefined. */
  readonly class: number | undefined;
}

/** @throws ServiceError `invalid_request`, `invalid_url`, `not_explainable` */
export function parseExplainImageRequest(body: unknown, served: ServedModels): ExplainImageRequest {
  const options = validate(EXPLAIN_IMAGE_SCHEMA, body);
  const url = parseImageUrl(options.image_url);
  return { url, ...findExplained(options, served) };
}

/** @throws ServiceError `invalid_request`, `not_explainable` */
function findExplained(
  options: { readonly model?: string | undefined; readonly class?: string | number | undefined },
  served: ServedModels,
): Omit<ExplainImageRequest, 'url'> {
  const model = options.model === undefined ? served.default : findModel(served, options.model);
  if (model.card.explain === undefined)
    throw new ServiceError(
      'not_explainable',
      `the model ${model.name} has no activation map: its card has no "explain"`,
    );
  return { model, class: findClass(options.class, model) };
}
