/** Images or tensors of one request at most. */
export const MAX_BATCH = 32;

/** The only version of each model: a changed model is another service. */
export const VERSION = '1';

/** The names of the only output, and of the only input of each kind. */
export const OUTPUT = 'probabilities';
export const TENSOR_INPUT = 'input';
export const IMAGE_INPUT = 'image';
