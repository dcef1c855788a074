/**
 * The stable code and HTTP status of every expected failure. Any other error becomes `internal_error`,
 * so that code is not in the table.
 */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_url: 400,
  unauthorized: 401,
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
  not_explainable: 422,
  rate_limited: 429,
  headers_too_large: 431,
  upstream_error: 502,
  overloaded: 503,
  not_ready: 503,
  upstream_timeout: 504,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

export interface ServiceErrorOptions extends ErrorOptions {
  /** The HTTP status of the image's server, shown as `error.upstream_status`. */
  upstreamStatus?: number;
  /** Seconds to wait before a retry, sent as `Retry-After`. */
  retryAfter?: number;
}

/** An expected failure. Clients see its message, so it holds no path, stack or resolved address. */
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
