import type { Lease } from './byte-budget.js';

/** Where an image comes from: a URL today. */
export interface ImageSource {
  /** Sources of the same image have the same key: it is cached by it, and work on it is shared. */
  readonly key: string;
  /** The URL that the report counts; undefined for what it does not count. */
  readonly reportedUrl: string | undefined;
  /**
   * Brings the encoded image.
   *
   * @param signal ends the work at once when it fires
   * @param reserve called before the bytes held grow, with how many that will be; what it throws ends
   *   the work
   * @throws ServiceError
   */
  load(signal: AbortSignal, reserve: Lease['reserve']): Promise<Uint8Array>;
}
