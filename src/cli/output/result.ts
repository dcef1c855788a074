import { ServiceError } from '../../errors.js';

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

/** What a result says of an error. */
export function failureOf(error: unknown): Failed['failure'] {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal_error', message: `something went wrong on our side: ${message}` };
}
