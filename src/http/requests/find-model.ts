import { ServiceError } from '../../errors.js';
import type { ServedModel } from '../../model/served-model.js';
import type { ServedModels } from '../../model/served-models.js';
import { quote } from './strict-object.js';

/** @throws ServiceError `invalid_request` for an unknown model */
export function findModel(served: ServedModels, name: string): ServedModel {
  const model = served.find(name);
  if (model !== undefined) return model;
  const known = served.names.join(', ');
  throw new ServiceError(
    'invalid_request',
    `unknown model ${quote(name)}: the models are ${known}`,
  );
}
