import { ServiceError } from '../../errors.js';
import type { ServedModel } from '../../model/served-model.js';
import type { ServedModels } from '../../model/served-models.js';
import { REQUEST_SCHEMAS } from '../openapi/registries.js';
import { CLASS_OPTION, findClass } from './class-option.js';
import { imageForm, type Options } from './image-form.js';
import { findModel, ONE_MODEL_NAME } from './model-option.js';
import { OPACITY_OPTION } from './opacity-option.js';
import { namesFromText, numberFromText } from './option-text.js';

const OPTIONS = {
  class: CLASS_OPTION,
  model: ONE_MODEL_NAME.optional(),
  opacity: OPACITY_OPTION,
};

/** What `POST /explain-image` takes about an image. */
export const EXPLAIN_IMAGE_FORM = imageForm(OPTIONS, {
  class: namesFromText,
  model: namesFromText,
  opacity: numberFromText,
});

EXPLAIN_IMAGE_FORM.byUrl.register(REQUEST_SCHEMAS, { id: 'ExplainImageRequest' });
EXPLAIN_IMAGE_FORM.multipart.register(REQUEST_SCHEMAS, { id: 'ExplainImageForm' });

/** What is to be explained. */
export interface ExplainedClass {
  readonly model: ServedModel;
  /** By index; the most probable one if undefined. */
  readonly class: number | undefined;
}

/** @throws ServiceError `invalid_request`, `not_explainable` */
export function findExplained(
  options: Options<typeof OPTIONS>,
  served: ServedModels,
): ExplainedClass {
  const model = options.model === undefined ? served.default : findModel(options.model, served);
  if (model.card.explain === undefined)
    throw new ServiceError(
      'not_explainable',
      `the model ${model.name} has no activation map: its card has no "explain"`,
    );
  return { model, class: findClass(options.class, model) };
}
