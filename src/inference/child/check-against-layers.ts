import type { LayersModelFile } from '../../model/layers-model-file.js';
import type { ModelCard } from '../../model/model-card.js';
import type { GraphRunner } from './graph/graph-runner.js';
import { OpByOpGraph } from './graph/op-by-op.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import { blackImage } from './preprocess.js';

/** Largest difference of a probability. A wrong graph is off by far more, bfloat16 by less. */
const SAME = 0.05;

/**
 * The graph of layers is what TF.js did for one image. Another image shows that it is right for all.
 *
 * @throws UnsupportedGraphError if it is not; it is disposed then
 */
export async function checkAgainstLayers(
  graph: GraphRunner,
  file: LayersModelFile,
  card: ModelCard,
): Promise<void> {
  // The same type as the resampling gives: bytes or floats.
  const noise = blackImage(card.preprocessing).map((_, index) => (index * 7919) & 255);
  const layers = await OpByOpGraph.ofLayers(file, card);
  const expected = layers.run(noise).probabilities;
  layers.dispose();
  const actual = graph.run(noise).probabilities;
  if (actual.every((value, index) => Math.abs(value - (expected[index] ?? NaN)) < SAME)) return;
  graph.dispose();
  throw new UnsupportedGraphError('as one graph, the layers give other results');
}
