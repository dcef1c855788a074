import type { Preprocessing } from '../../model/model-card.js';
import type { GraphRunner } from './graph/graph-runner.js';

/** A graph, and what the service needs to know of its model. */
export interface LoadedGraph {
  readonly graph: GraphRunner;
  /** Its result for a black image, from its first run. */
  readonly probabilities: Float32Array;
  readonly preprocessing: Preprocessing;
  /** Number of labels. */
  readonly classes: number;
  /** Warning for the operator. */
  readonly note?: string | undefined;
}
