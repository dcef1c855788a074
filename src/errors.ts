/**
 * Every failure a client can be told of: its stable code and the HTTP status that goes with it.
 * `internal_error` is not here on purpose: it is what anything that is *not* a ServiceError becomes.
 */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_url: 400,
  address_not_allowed: 403,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  unsupported_media_type: 415,
  image_unavailable: 422,
  not_an_image: 422,
  image_too_large: 422,
  image_too_many_pixels: 422,
  headers_too_large: 431,
  upstream_error: 502,
  overloaded: 503,
  not_ready: 503,
  upstream_timeout: 504,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

export interface ServiceErrorOptions extends ErrorOptions {
  /** The status an image's server answered with, shown as `error.upstream_status`. */
  upstreamStatus?: number;
  /** Seconds after which trying again makes sense, sent as `Retry-After`. */
  retryAfter?: number;
}

/** An expected failure. Its message is shown to the client: no path, stack or resolved address in it. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly upstreamStatus: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ServiceErrorOptions = {},
  ) {
    super(message, options);
    this.status = STATUS_OF_CODE[code];
    this.upstreamStatus = options.upstreamStatus;
    this.retryAfter = options.retryAfter;
  }
}
