import { ModelError } from './model-card.js';
import type { Precision } from '../settings/classifier.js';
import { readServedModel, type ServedModel } from './served-model.js';

/** The models of the service, at least one, each with a name of its own. */
export class ServedModels {
  /** Answers requests that name no model. */
  readonly default: ServedModel;
  private readonly byName: ReadonlyMap<string, ServedModel>;

  /** @throws ModelError when two models have one name */
  constructor(readonly all: readonly [ServedModel, ...ServedModel[]]) {
    [this.default] = all;
    this.byName = new Map(all.map((model) => [model.name, model]));
    for (const model of all) {
      const namesake = this.byName.get(model.name);
      if (namesake !== undefined && namesake !== model)
        throw new ModelError(
          `two models are named ${model.name}, ${model.folder} and ${namesake.folder}: a model's name is that of its folder, so rename one`,
        );
    }
  }

  get names(): string[] {
    return this.all.map(({ name }) => name);
  }

  find(name: string): ServedModel | undefined {
    return this.byName.get(name);
  }
}

export const SERVED_MODELS = Symbol('ServedModels');

/**
 * @param folders at least one, the default model's first
 * @throws ModelError naming the file that is missing or broken, or the name that two models have
 */
export async function readServedModels(
  folders: readonly string[],
  precision: Precision = 'float32',
): Promise<ServedModels> {
  const [first, ...others] = await Promise.all(
    folders.map((folder) => readServedModel(folder, precision)),
  );
  if (first === undefined) throw new ModelError('there is no model to serve');
  return new ServedModels([first, ...others]);
}
