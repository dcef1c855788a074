import type { Reserve } from '../growing-buffer.js';

export type { Reserve };

/** Fetches the bytes of an image from its URL. */
export interface ImageFetcher {
  /** Fetches refused because of their address or host since the start; undefined if it is not known. */
  readonly refused?: number;
  /**
   * @param url an absolute http or https URL without credentials
   * @param signal aborts the fetch and closes its connection
   * @param reserve called before the body's buffer is allocated or enlarged, with its new size; if it
   *   throws, the fetch fails with that error
   * @returns the body, at most `IMAGE_MAX_BYTES` long and not empty
   * @throws ServiceError `address_not_allowed` (of a redirect's target too), `image_unavailable`,
   *   `image_too_large`, `upstream_error` (a redirect to anything but a plain http or https URL
   *   included) or `upstream_timeout`
   */
  fetch(url: URL, signal: AbortSignal, reserve?: Reserve): Promise<Buffer>;
  /** Closes the idle connections. */
  close(): void;
}

export const IMAGE_FETCHER = Symbol('ImageFetcher');
