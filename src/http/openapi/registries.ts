import { z } from 'zod';

interface Named {
  /** The name among the document's components. */
  readonly id: string;
}

/**
 * The schemas that the document names, those of requests and those of answers apart: a value may have
 * another form before it is validated than after.
 */
export const REQUEST_SCHEMAS = z.registry<Named>();
export const RESPONSE_SCHEMAS = z.registry<Named>();
