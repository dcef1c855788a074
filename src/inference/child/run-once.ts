import type { Preprocessing } from '../../model/model-card.js';
import type { GraphRunner } from './graph/graph-runner.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import { blackImage } from './preprocess.js';

/**
 * Runs a graph with a black image. libtensorflow makes the kernels of a graph at its first run, and only
 * then refuses what they do not support.
 *
 * @returns the probabilities of the black image
 * @throws UnsupportedGraphError if the graph does not run; it is disposed then
 */
export function runOnce(graph: GraphRunner, preprocessing: Preprocessing): Float32Array {
  try {
    return graph.run(blackImage(preprocessing)).probabilities;
  } catch (error) {
    graph.dispose();
    throw new UnsupportedGraphError(`the graph does not run: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
