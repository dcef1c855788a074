import { isAxiosError } from 'axios';
import { ClientRequest } from 'node:http';
import { ServiceError } from '../errors.js';

/** What a client is told of a failed connection, by the pattern of Node's error code. */
const MESSAGES: readonly [RegExp, string][] = [
  [/^ECONNREFUSED$/, "the image's server refused the connection"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "the image's server could not be reached"],
  [/^HPE_/, "the image's server did not answer in valid HTTP"],
  [/^(Z_|ERR__ERROR_|ZSTD_)/, 'the image was not compressed as its server says'],
  [/CERT|SSL|TLS|SIGNATURE|ISSUER|EPROTO/, "the image's server has no valid TLS certificate"],
];
const OTHERWISE = "the connection to the image's server was cut short";

/** Turns whatever a fetch failed with into the ServiceError its client is told. */
export function asFetchFailure(error: unknown): ServiceError {
  const cause = innermost(error);
  if (cause instanceof ServiceError) return cause;
  const code = errorCode(cause);
  if (code === 'ETIMEDOUT')
    return new ServiceError('upstream_timeout', "the image's server did not answer", { cause });
  const message = MESSAGES.find(([pattern]) => pattern.test(code))?.[1] ?? OTHERWISE;
  return new ServiceError('upstream_error', message, { cause });
}

/** Whether a request failed only because the kept connection it was sent on had just been closed. */
export function isStaleConnection(error: unknown): boolean {
  return (
    isAxiosError(error) &&
    error.request instanceof ClientRequest &&
    error.request.reusedSocket &&
    /^(ECONNRESET|EPIPE)$/.test(error.code ?? '')
  );
}

/** The error under the wrapping of axios. */
function innermost(error: unknown): unknown {
  return isAxiosError(error) && error.cause !== undefined ? innermost(error.cause) : error;
}

function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
