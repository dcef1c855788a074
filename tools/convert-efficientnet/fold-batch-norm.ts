import type { LayerWeights } from '../convert/weights/layer-weights.js';

/** A batch normalization's parameters, each of shape [outputs]. */
export interface BatchNorm {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Added to the variance; the weights were trained with it. */
const EPSILON = 1e-3;

/**
 * Folds the batch normalization after a convolution without bias into its kernel and a bias:
 *
 *     γ · (k·x − μ) / √(σ² + ε) + β  =  (k·f)·x + (β − μ·f)  with  f = γ / √(σ² + ε)
 *
 * Computed in float64; results are float32.
 *
 * @param layer outputs are the kernel's last dimension of more than 1, as for a depthwise convolution
 */
export function foldBatchNorm(
  { kernel, shape }: Pick<LayerWeights, 'kernel' | 'shape'>,
  { gamma, beta, mean, variance }: BatchNorm,
): LayerWeights {
  const factors = Float64Array.from(
    gamma,
    (scale, output) => scale / Math.sqrt((variance[output] ?? 0) + EPSILON),
  );
  const outputs = factors.length;
  return {
    kernel: kernel.map((weight, index) => weight * (factors[index % outputs] ?? 0)),
    shape,
    bias: beta.map((shift, output) => shift - (mean[output] ?? 0) * (factors[output] ?? 0)),
  };
}
