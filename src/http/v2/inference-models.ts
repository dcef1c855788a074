import { inject, injectable } from 'tsyringe';
import { ServiceError } from '../../errors.js';
import { type InputTensor, inputTensorOf } from '../../model/input-tensor.js';
import { SERVED_MODELS, type ServedModels } from '../../model/served-models.js';
import type { ServedModel } from '../../model/served-model.js';
import { quote } from '../requests/strict-object.js';
import { IMAGE_INPUT, TENSOR_INPUT, VERSION } from './constants.js';
import { IMAGE_SUFFIX, inferenceModelNames } from './model-names.js';

/**
 * A model as the Open Inference Protocol sees it. Each of the service's models is there twice: by its own
 * name it takes what its graph takes, as `NAME_image` it takes encoded images.
 */
export interface InferenceModel {
  readonly name: string;
  readonly served: ServedModel;
  readonly inputName: string;
  /** Undefined if the model takes encoded images. */
  readonly tensor: InputTensor | undefined;
}

/** Finds the models of the protocol. */
@injectable()
export class InferenceModels {
  constructor(@inject(SERVED_MODELS) private readonly served: ServedModels) {}

  /**
   * A model of the service that is itself named `…_image` goes before the one for another's images.
   *
   * @param version undefined for the only one
   * @throws ServiceError `not_found`
   */
  find(name: string, version: string | undefined): InferenceModel {
    const served = this.served.find(name);
    const model = served ? takingTensors(served) : this.takingImages(name);
    if (model === undefined)
      throw new ServiceError(
        'not_found',
        `unknown model ${quote(name)}: the models are ${inferenceModelNames(this.served.names).join(', ')}`,
      );
    if (version !== undefined && version !== VERSION)
      throw new ServiceError(
        'not_found',
        `unknown version ${quote(version)}: every model has only version ${VERSION}`,
      );
    return model;
  }

  private takingImages(name: string): InferenceModel | undefined {
    if (!name.endsWith(IMAGE_SUFFIX)) return undefined;
    const served = this.served.find(name.slice(0, -IMAGE_SUFFIX.length));
    return served && { name, served, inputName: IMAGE_INPUT, tensor: undefined };
  }
}

function takingTensors(served: ServedModel): InferenceModel {
  const tensor = inputTensorOf(served.card);
  return { name: served.name, served, inputName: TENSOR_INPUT, tensor };
}
