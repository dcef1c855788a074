import type { Preprocessing } from '../../src/model/model-card.js';
import { WeightsError, type LayerWeights } from '../convert/weights/layer-weights.js';

/**
 * Folds channel order, mean and scale into the first convolution, so that the graph takes RGB 0…255:
 *
 *     Σ k[c]·(x[c] − mean[c])·scale[c] + b  =  Σ (k[c]·scale[c])·x[c] + (b − Σ k[c]·scale[c]·mean[c])
 *
 * This is exact because the first convolution has no padding: every window lies inside the image, so
 * the constant is the same everywhere. Sums are computed in float64; results are float32.
 *
 * @param layer kernel [height, width, 3, outputs], its inputs in the card's channel order
 */
export function foldPreprocessing(layer: LayerWeights, preprocessing: Preprocessing): LayerWeights {
  const [height, width, inputs, outputs] = layer.shape;
  if (inputs !== 3) throw new WeightsError(`conv1 takes ${inputs} channels where 3 were expected`);
  const { channelOrder, mean, scale } = preprocessing;
  const kernel = new Float32Array(layer.kernel.length);
  const bias = Float64Array.from(layer.bias);
  for (let place = 0; place < height * width; place++) {
    for (let trained = 0; trained < 3; trained++) {
      const rgb = channelOrder === 'BGR' ? 2 - trained : trained;
      for (let output = 0; output < outputs; output++) {
        const from = (place * 3 + trained) * outputs + output;
        const weight = (layer.kernel[from] ?? 0) * (scale[trained] ?? 1);
        kernel[(place * 3 + rgb) * outputs + output] = weight;
        bias[output] = (bias[output] ?? 0) - weight * (mean[trained] ?? 0);
      }
    }
  }
  return { kernel, shape: layer.shape, bias: Float32Array.from(bias) };
}
