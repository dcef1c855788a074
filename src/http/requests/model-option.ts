import { z } from 'zod';
import { ServiceError } from '../../errors.js';
import type { ServedModel } from '../../model/served-model.js';
import type { ServedModels } from '../../model/served-models.js';
import { quote } from './strict-object.js';

const MODEL = 'model must be the name of a model, or a list of different names';

/** Whether it is the name of one of the service's models is checked later. */
export const MODEL_NAME = z.string(MODEL);

/** `model` in a request that asks one model. Likewise. */
export const ONE_MODEL_NAME = z
  .string('model must be the name of one model')
  .meta({ description: 'The model to ask, the first one by default.' });

const modelNames = z
  .array(MODEL_NAME, MODEL)
  .min(1, MODEL)
  .refine((names) => new Set(names).size === names.length, MODEL)
  .meta({ uniqueItems: true });

/** `model` in a request: a name, or a list of names. */
export const MODEL_OPTION = z
  .union([MODEL_NAME, modelNames], MODEL)
  .meta({
    description:
      'The model to ask, the first one by default. Several are asked together, from one fetch and one decode, and the answer has `models`.',
  })
  .optional();

export interface AskedModels {
  /** The models to ask, at least one, each once. */
  readonly models: readonly [ServedModel, ...ServedModel[]];
  /** Whether the request has a list of models: the response then has an answer for each. */
  readonly byModel: boolean;
}

/**
 * @param model as in the request
 * @throws ServiceError `invalid_request` for an unknown model
 */
export function findModels(
  model: z.output<typeof MODEL_OPTION>,
  served: ServedModels,
): AskedModels {
  if (model === undefined) return { models: [served.default], byModel: false };
  if (typeof model === 'string') return { models: [findModel(model, served)], byModel: false };
  const [first, ...others] = model;
  return {
    models: [findModel(first ?? '', served), ...others.map((name) => findModel(name, served))],
    byModel: true,
  };
}

/** @throws ServiceError `invalid_request` for an unknown model */
export function findModel(name: string, served: ServedModels): ServedModel {
  const model = served.find(name);
  if (model !== undefined) return model;
  const known = served.names.join(', ');
  throw new ServiceError(
    'invalid_request',
    `unknown model ${quote(name)}: the models are ${known}`,
  );
}
