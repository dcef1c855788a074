import { nodeLike, type Rewrite } from './rewrite.js';

/** TF.js's default. TensorFlow's is 0.0001. */
const EPSILON = { f: 0.001 };

/**
 * `FusedBatchNorm` and its later versions. TF.js always uses the mean and the variance that it is given;
 * TensorFlow by default computes them from the image.
 */
export const rewriteBatchNorm: Rewrite = (node) => {
  const { name, op, input, attr } = node;
  const statistics = op === 'FusedBatchNorm' ? {} : { U: { type: 'DT_FLOAT' } };
  const inference = { is_training: { b: false } };
  return {
    nodes: [
      nodeLike(node, name, op, input, { ...statistics, epsilon: EPSILON, ...attr, ...inference }),
    ],
  };
};
