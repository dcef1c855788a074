import { ServiceError } from '../../errors.js';

/** Seconds to wait before trying again, where the error itself does not say. */
const DEFAULT_RETRY_AFTER = 1;

/** An error as clients see it. */
export interface ErrorResponse {
  readonly status: number;
  /** Those that only some errors have, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: {
      readonly code: string;
      readonly message: string;
      /** The status that the image's server answered with. */
      readonly upstream_status?: number | undefined;
    };
  };
}

/** Turns any error into its response: `internal_error` for all but a ServiceError. */
export function errorResponse(error: unknown): ErrorResponse {
  if (!(error instanceof ServiceError)) return INTERNAL_ERROR;
  const { status, code, message, upstreamStatus } = error;
  const retryAfter = error.retryAfter ?? (status === 503 ? DEFAULT_RETRY_AFTER : undefined);
  return {
    status,
    headers: retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfter)) },
    body: { error: { code, message, upstream_status: upstreamStatus } },
  };
}

const INTERNAL_ERROR: ErrorResponse = {
  status: 500,
  headers: {},
  body: { error: { code: 'internal_error', message: 'something went wrong on our side' } },
};
