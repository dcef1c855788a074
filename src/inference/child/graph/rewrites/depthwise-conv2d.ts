import type { Rewrite } from './rewrite.js';

/** `DepthwiseConv2d` is TF.js's other name of TensorFlow's op. */
export const rewriteDepthwiseConv2d: Rewrite = (node) => ({
  nodes: [{ ...node, op: 'DepthwiseConv2dNative' }],
});
