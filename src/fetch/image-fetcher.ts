/** Brings the bytes of a picture from its URL. */
export interface ImageFetcher {
  /**
   * @param url an absolute http or https URL without credentials
   * @param signal lets go of the connection at once when it fires
   * @returns the body, at most `IMAGE_MAX_BYTES` long and not empty
   * @throws ServiceError `address_not_allowed`, `image_unavailable`, `image_too_large`,
   *   `upstream_error`, `upstream_timeout` or `invalid_url` (a redirect to something else)
   */
  fetch(url: URL, signal: AbortSignal): Promise<Buffer>;
}

export const IMAGE_FETCHER = Symbol('ImageFetcher');
