import { ModelError } from '../../model/model-error.js';
import type { ChildOptions } from '../protocol/messages.js';
import { Model } from './model.js';

/** The models of a child process. */
export interface LoadedModels {
  /** Warnings for the operator. */
  readonly note: string | undefined;
  /** The models of these names, which the parent has checked. */
  readonly pick: (names: readonly string[]) => Model[];
}

/** @throws ModelError for the first model that cannot be loaded */
export async function loadModels({ models, precision }: ChildOptions): Promise<LoadedModels> {
  const loaded = new Map<string, Model>();
  for (const { name, folder, prepared } of models)
    try {
      loaded.set(name, await Model.load(folder, prepared, precision));
    } catch (error) {
      if (models.length === 1 || !(error instanceof Error)) throw error;
      throw new ModelError(`${name}: ${error.message}`, { cause: error });
    }
  const notes = [...loaded].flatMap(([name, { note }]) =>
    note === undefined ? [] : [loaded.size > 1 ? `${name}: ${note}` : note],
  );
  return {
    note: notes.length === 0 ? undefined : notes.join('; '),
    pick: (names) =>
      names.map((name) => {
        const model = loaded.get(name);
        if (model === undefined) throw new ModelError(`there is no model ${name}`);
        return model;
      }),
  };
}
