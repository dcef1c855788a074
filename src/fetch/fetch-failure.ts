import { ClientRequest } from 'node:http';
import { ServiceError } from '../errors.js';
import { axios } from './axios.js';

/** The message for a failed connection, by the pattern of its error's code and message. */
const MESSAGES: readonly [RegExp, string][] = [
  [/^ECONNREFUSED/, "the image's server refused the connection"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)/, "the image's server could not be reached"],
  [/^HPE_/, "the image's server did not answer in valid HTTP"],
  [/^(Z_|ERR__ERROR_|ZSTD_)/, 'the image was not compressed as its server says'],
  // EPROTO in Node.js 20, codes of their own in later versions.
  [
    /^EPROTO.*:(wrong version number|packet length too long):|^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)/,
    "the image's server does not speak HTTPS at this port: try http://",
  ],
  [/^(EPROTO|ERR_SSL_)/, "the TLS handshake with the image's server failed"],
  [/^\S*(CERT|TLS|SIGNATURE|ISSUER)/, "the image's server has no valid TLS certificate"],
];
const OTHERWISE = "the connection to the image's server was cut short";

/** Turns the error of a fetch into a ServiceError that shows no address. */
export function asFetchFailure(error: unknown): ServiceError {
  const cause = innermost(error);
  if (cause instanceof ServiceError) return cause;
  const code = errorCode(cause);
  if (code === 'ETIMEDOUT')
    return new ServiceError('upstream_timeout', "the image's server did not answer", { cause });
  const text = `${code} ${cause instanceof Error ? cause.message : ''}`;
  const message = MESSAGES.find(([pattern]) => pattern.test(text))?.[1] ?? OTHERWISE;
  return new ServiceError('upstream_error', message, { cause });
}

/** Whether a request failed because its server had just closed the kept connection. */
export function isStaleConnection(error: unknown): boolean {
  return (
    axios.isAxiosError(error) &&
    error.request instanceof ClientRequest &&
    error.request.reusedSocket &&
    /^(ECONNRESET|EPIPE)$/.test(error.code ?? '')
  );
}

/** The error that axios has wrapped. */
export function innermost(error: unknown): unknown {
  return axios.isAxiosError(error) && error.cause !== undefined ? innermost(error.cause) : error;
}

function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
