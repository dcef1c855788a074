import { unfuse } from './unfuse.js';

const ATTRIBUTES = ['strides', 'padding', 'explicit_paddings', 'data_format', 'dilations'];

/** `_FusedConv2D`: TF.js knows activations that libtensorflow's kernel does not, such as PReLU. */
export const rewriteFusedConv2d = unfuse('Conv2D', ATTRIBUTES);

/** `FusedDepthwiseConv2dNative` is TF.js's own. */
export const rewriteFusedDepthwiseConv2d = unfuse('DepthwiseConv2dNative', ATTRIBUTES);
