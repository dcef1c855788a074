import type { ServiceError } from '../../errors.js';

/** What became of one image. */
export type Result = Classified | Failed;

export interface Classified {
  /** The path, the URL, or `-`. */
  readonly name: string;
  /** Shape [classes], in the order of the labels. */
  readonly probabilities: Float32Array;
  /** The path of the drawing of its activation map; undefined if none was asked for. */
  readonly explanation?: string | undefined;
}

export interface Failed {
  readonly name: string;
  readonly failure: Pick<ServiceError, 'message'> & { readonly code: string };
}
