import type * as tfjs from '@tensorflow/tfjs';
import { createRequire } from 'node:module';
import { readCard, readLabels, readModelFiles } from './model-folder.js';
import { modelInput } from './model-input.js';
import { best, type Prediction, type Reference } from './reference.js';

/** Either kind of model of TF.js. */
interface Predictor {
  predict(input: tfjs.Tensor): tfjs.Tensor | tfjs.Tensor[] | tfjs.NamedTensorMap;
}

/**
 * TF.js with its kernels in pure JavaScript: another implementation than libtensorflow, which the service
 * runs. Takes seconds for an image.
 */
export async function tfjsReference(folder: string): Promise<Reference> {
  const tf = loadTfjs();
  await tf.setBackend('cpu');
  const card = await readCard(folder);
  const labels = await readLabels(folder, card);
  const model = await loadModel(tf, folder);
  const { crop } = card.preprocessing;
  const predictOne = async (image: string): Promise<Prediction[]> => {
    const pixels = await modelInput(image, card.preprocessing);
    const probabilities = tf.tidy(() => {
      const output = model.predict(tf.tensor(pixels, [1, crop.height, crop.width, 3]));
      const first = (Array.isArray(output) ? output[0] : output) as tfjs.Tensor;
      const flat = first.reshape([-1]);
      return (card.output === 'logits' ? tf.softmax(flat) : flat).dataSync();
    });
    if (probabilities.length !== labels.length)
      throw new Error(`${probabilities.length} outputs, but ${labels.length} labels`);
    return best(probabilities, labels);
  };
  return {
    name: `TF.js ${tf.version_core} in pure JavaScript, tools/golden`,
    predict: async (images) => {
      const predictions: Prediction[][] = [];
      for (const image of images) predictions.push(await predictOne(image));
      return predictions;
    },
  };
}

function loadTfjs(): typeof tfjs {
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof tfjs;
  // Otherwise it recommends tfjs-node, which would be the service's own implementation.
  tf.env().set('IS_TEST', true);
  return tf;
}

async function loadModel(tf: typeof tfjs, folder: string): Promise<Predictor> {
  const { json, weightData } = await readModelFiles(folder);
  const artifacts: tfjs.io.ModelArtifacts = {
    ...json,
    weightSpecs: json.weightsManifest.flatMap(
      ({ weights }) => weights as tfjs.io.WeightsManifestEntry[],
    ),
    weightData: new Uint8Array(weightData).buffer,
  };
  const handler = { load: () => Promise.resolve(artifacts) };
  // Keras' topology, as from Teachable Machine, may come without a format.
  const { format, modelTopology } = json;
  const layers =
    format === 'layers-model' ||
    (format === undefined && ['model_config', 'class_name'].some((key) => key in modelTopology));
  return layers ? await tf.loadLayersModel(handler) : await tf.loadGraphModel(handler);
}
