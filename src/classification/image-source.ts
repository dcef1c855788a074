import type { Lease } from './byte-budget.js';

/** Where an image comes from. */
export interface ImageSource {
  /** Identifies the image: results are cached, and work is shared, by this key. */
  readonly key: string;
  /** The URL that the report counts; undefined for an image that it does not count. */
  readonly reportedUrl: string | undefined;
  /** Whether loading it is a fetch, which has a time of its own. */
  readonly fetched: boolean;
  /**
   * Loads the encoded image.
   *
   * @param signal stops loading when it fires
   * @param reserve called with the new total before more bytes are held; if it throws, loading stops
   * @throws ServiceError
   */
  load(signal: AbortSignal, reserve: Lease['reserve']): Promise<Uint8Array>;
}
