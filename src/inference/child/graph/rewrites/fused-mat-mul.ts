import { unfuse } from './unfuse.js';

/** `_FusedMatMul`: TF.js knows activations that libtensorflow's kernel does not, such as PReLU. */
export const rewriteFusedMatMul = unfuse('MatMul', ['transpose_a', 'transpose_b']);
