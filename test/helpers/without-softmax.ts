import type { TinyModel } from './tiny-model.js';

/** A model whose outputs are the scores themselves. */
export function withoutSoftmax(model: TinyModel): TinyModel {
  return { ...model, nodes: model.nodes.filter(({ name }) => name !== 'colour') };
}
