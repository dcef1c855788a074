import { STATUS_CODES } from 'node:http';
import { ServiceError } from '../../errors.js';
import { errorResponse } from '../responses/error-response.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';
import { errorBody } from '../v2/inference-error.js';

/** What Node.js's HTTP parser could not make a request of, as an error of the service. */
export function parserError({ code }: NodeJS.ErrnoException): ServiceError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ServiceError('request_timeout', 'the request did not arrive in time');
    case 'HPE_HEADER_OVERFLOW':
      return new ServiceError('headers_too_large', 'the headers of the request are too large');
    default:
      return new ServiceError('invalid_request', 'the request is not valid HTTP');
  }
}

/**
 * The bytes of an HTTP response to an error, for a connection without a `ServerResponse`.
 *
 * @param url that was asked, if that much is known
 */
export function rawErrorResponse(error: ServiceError, requestId: string, url = ''): string {
  const response = errorResponse(error);
  const { status, headers } = response;
  const text = JSON.stringify(errorBody(url.replace(/\?.*/s, ''), response));
  const lines = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', Buffer.byteLength(text)],
    ['Connection', 'close'],
    ['X-Request-Id', requestId],
    ...Object.entries(headers),
    ...SECURITY_HEADERS,
  ].map((header) => `${header.join(': ')}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`;
}
