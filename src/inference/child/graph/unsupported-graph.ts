import { ModelError } from '../../../model/model-error.js';

/** libtensorflow does not support the graph. TF.js may still run it. */
export class UnsupportedGraphError extends ModelError {}
