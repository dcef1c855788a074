/** Asks for memory: `bytes` in all, no longer only what was asked for before. */
export type Reserve = (bytes: number) => void;

/** Brings the bytes of an image from its URL. */
export interface ImageFetcher {
  /**
   * @param url an absolute http or https URL without credentials
   * @param signal lets go of the connection at once when it fires
   * @param reserve called with the bytes set aside for the body so far, each time before they become
   *   more; what it throws ends the fetch
   * @returns the body, at most `IMAGE_MAX_BYTES` long and not empty
   * @throws ServiceError `address_not_allowed`, `image_unavailable`, `image_too_large`,
   *   `upstream_error`, `upstream_timeout` or `invalid_url` (a redirect to something else)
   */
  fetch(url: URL, signal: AbortSignal, reserve?: Reserve): Promise<Buffer>;
  /** Closes the connections that are kept for reuse. */
  close(): void;
}

export const IMAGE_FETCHER = Symbol('ImageFetcher');
