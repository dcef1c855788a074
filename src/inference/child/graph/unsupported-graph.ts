import { ModelError } from '../../../model/model-card.js';

/** libtensorflow does not support the graph. TF.js may still run it. */
export class UnsupportedGraphError extends ModelError {}
