import { ModelError } from '../../../model/model-card.js';

/** A graph that libtensorflow does not take: TF.js may still know how to run it. */
export class UnsupportedGraphError extends ModelError {}
