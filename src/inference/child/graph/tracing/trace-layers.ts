import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { LayersModelFile } from '../../../../model/layers-model-file.js';
import type { Size } from '../../pixels.js';
import { loadTensorflow } from '../../tensorflow.js';
import { loadLayers } from '../load-layers.js';
import type { ModelGraph } from '../model-graph.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import { RECORDED_INPUT, recordOps, type NodeOf, type OpBackend } from './op-recorder.js';

/**
 * Makes a graph of a layers model: TF.js runs it once, and the ops that it gives to libtensorflow are the
 * graph. Layers have no branches, so the ops are the same for every image.
 *
 * @throws UnsupportedGraphError if the ops are not the whole model, ModelError if TF.js does not know a
 *   layer
 */
export async function traceLayers(file: LayersModelFile, size: Size): Promise<ModelGraph> {
  const model = await loadLayers(file, size);
  try {
    return traceModel(model, size);
  } finally {
    model.dispose();
  }
}

function traceModel(model: LayersModel, { width, height }: Size): ModelGraph {
  const tf = loadTensorflow();
  const image = tf.zeros([1, height, width, 3]);
  let output: string | undefined;
  const run = (nodeOf: NodeOf) => {
    tf.tidy(() => {
      output = nodeOf(model.predictOnBatch(image) as Tensor);
    });
  };
  try {
    const backend = tf.backend() as unknown as OpBackend;
    const { nodes, constants } = recordOps(backend, image, run);
    // Only the first output of a node can be the graph's.
    if (output === undefined || output.includes(':'))
      throw new UnsupportedGraphError('TF.js computes the model in JavaScript');
    return { nodes, constants, endpoints: { input: RECORDED_INPUT, output } };
  } finally {
    image.dispose();
  }
}
