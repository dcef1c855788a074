import type { NodeJson } from '../../../model/graph-model-file.js';
import type { Endpoints } from './endpoints.js';
import type { ConstantValue } from './saved-model.js';

/** A model's own graph, without what the service adds. */
export interface ModelGraph {
  readonly nodes: readonly NodeJson[];
  /** The values of its `Const` nodes, by name. */
  readonly constants: ReadonlyMap<string, ConstantValue>;
  readonly endpoints: Endpoints;
}
