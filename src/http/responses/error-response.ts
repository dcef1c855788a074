import type { z } from 'zod';
import { ServiceError } from '../../errors.js';
import type { ERROR } from './error-schema.js';

/** Seconds to wait before trying again, where the error itself does not say. */
const DEFAULT_RETRY_AFTER = 1;

/** An error as clients see it. */
export interface ErrorResponse {
  readonly status: number;
  /** Those that only some errors have, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: z.output<typeof ERROR>;
}

/** Turns any error into its response: `internal_error` for all but a ServiceError. */
export function errorResponse(error: unknown): ErrorResponse {
  if (!(error instanceof ServiceError)) return INTERNAL_ERROR;
  const { status, code, message, upstreamStatus } = error;
  return {
    status,
    headers: headersOf(error),
    body: { error: { code, message, upstream_status: upstreamStatus } },
  };
}

function headersOf({ status, retryAfter }: ServiceError): Record<string, string> {
  // RFC 9110, 15.5.2: a 401 says how to authenticate.
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' };
  const seconds = retryAfter ?? (status === 503 ? DEFAULT_RETRY_AFTER : undefined);
  return seconds === undefined ? {} : { 'Retry-After': String(Math.ceil(seconds)) };
}

const INTERNAL_ERROR: ErrorResponse = {
  status: 500,
  headers: {},
  body: { error: { code: 'internal_error', message: 'something went wrong on our side' } },
};
