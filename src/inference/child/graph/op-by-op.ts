import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { GraphModel, Tensor } from '@tensorflow/tfjs-node';
import type { ModelCard } from '../../../model/model-card.js';
import { loadTensorflow } from '../tensorflow.js';
import type { GraphOutputs, GraphRunner } from './graph-runner.js';
import type { InputPixels } from '../pixels.js';

/**
 * A model's graph, run by TF.js node by node, which is several times slower than one session. It is the
 * reference for the session in tests, and runs the graphs that only TF.js supports.
 */
export class OpByOpGraph implements GraphRunner {
  private constructor(
    private readonly model: GraphModel,
    private readonly card: ModelCard,
  ) {}

  static async load(folder: string, card: ModelCard): Promise<OpByOpGraph> {
    const url = pathToFileURL(join(folder, 'model.json')).href;
    return new OpByOpGraph(await loadTensorflow().loadGraphModel(url), card);
  }

  run(pixels: InputPixels): GraphOutputs {
    const tf = loadTensorflow();
    const { crop, channelOrder, mean, scale, foldedIntoFirstConvolution } = this.card.preprocessing;
    const floats = tf.tidy(() => {
      let input: Tensor = tf.tensor4d(Float32Array.from(pixels), [1, crop.height, crop.width, 3]);
      if (!foldedIntoFirstConvolution) {
        if (channelOrder === 'BGR') input = input.reverse(3);
        input = input.sub(mean).mul(scale);
      }
      const output = this.model.predict(input) as Tensor;
      const probabilities = this.card.output === 'logits' ? tf.softmax(output) : output;
      return probabilities.dataSync<'float32'>();
    });
    return { probabilities: floats };
  }

  dispose(): void {
    this.model.dispose();
  }
}
