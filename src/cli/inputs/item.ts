import type { ServiceError } from '../../errors.js';

/** An image to classify, or what should have been one. */
export interface Item {
  /** As the results name it: the path, the URL, or `-`. */
  readonly name: string;
  readonly source:
    | { readonly kind: 'file' | 'url' | 'stdin' }
    /** There is nothing to load. */
    | { readonly kind: 'failed'; readonly error: ServiceError };
}

export function file(name: string): Item {
  return { name, source: { kind: 'file' } };
}

export function failed(name: string, error: ServiceError): Item {
  return { name, source: { kind: 'failed', error } };
}
