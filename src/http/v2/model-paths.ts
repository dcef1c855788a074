import type { Context } from '../context.js';
import { pathParameter } from './path-parameter.js';
import type { InferenceModel, InferenceModels } from './inference-models.js';

/** A model's path, without and with its version. */
const MODEL_PATHS = [
  '/v2/models/:model_name',
  '/v2/models/:model_name/versions/:model_version',
] as const;

/** @param end of the path, such as `/infer` */
export function modelPaths(end: string): string[] {
  return MODEL_PATHS.map((path) => path + end);
}

/** @throws ServiceError `not_found` */
export function modelOf(ctx: Context, models: InferenceModels): InferenceModel {
  const name = pathParameter(ctx, 'model_name') ?? '';
  return models.find(name, pathParameter(ctx, 'model_version'));
}
