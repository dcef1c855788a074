import { z } from 'zod';
import { parseImageUrl } from '../../fetch/image-url.js';
import type { ServedModel } from '../../model/served-model.js';
import type { ServedModels } from '../../model/served-models.js';
import { findModel } from './find-model.js';
import { strictObject } from './strict-object.js';
import { validate } from './validate.js';

const TOP_K_MAX = 1000;
const TOP_K_RANGE = `top_k must be an integer from 1 to ${TOP_K_MAX}`;
const MODEL = 'model must be the name of a model, or a list of different names';

const modelNames = z
  .array(z.string(MODEL), MODEL)
  .min(1, MODEL)
  .refine((names) => new Set(names).size === names.length, MODEL);

/** The JSON of `POST /classify-image`. */
export const CLASSIFY_IMAGE_SCHEMA = strictObject({
  image_url: z.string('image_url is required and must be a string'),
  top_k: z.int(TOP_K_RANGE).min(1, TOP_K_RANGE).max(TOP_K_MAX, TOP_K_RANGE).optional(),
  model: z.union([z.string(), modelNames], MODEL).optional(),
});

export interface ClassifyImageRequest {
  readonly url: URL;
  /** How many predictions to list; without it, none. */
  readonly topK: number | undefined;
  /** The models to ask, at least one, each once. */
  readonly models: readonly [ServedModel, ...ServedModel[]];
  /** Whether the request has a list of models: the response then has an answer for each. */
  readonly byModel: boolean;
}

/** @throws ServiceError `invalid_request`, `invalid_url` */
export function parseClassifyImageRequest(
  body: unknown,
  served: ServedModels,
): ClassifyImageRequest {
  const { image_url, top_k, model = served.default.name } = validate(CLASSIFY_IMAGE_SCHEMA, body);
  const [first, ...others] = typeof model === 'string' ? [model] : model;
  return {
    url: parseImageUrl(image_url),
    topK: top_k,
    models: [findModel(served, first ?? ''), ...others.map((name) => findModel(served, name))],
    byModel: typeof model !== 'string',
  };
}
