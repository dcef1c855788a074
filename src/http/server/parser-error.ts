import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorBody } from '../responses/error-response.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';

/** What the HTTP parser's errors mean to a client. All others are simply malformed. */
const REFUSALS: Record<string, { status: number; message: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'the request did not arrive in time' },
  HPE_HEADER_OVERFLOW: { status: 431, message: 'the headers of the request are too large' },
};
const MALFORMED = { status: 400, message: 'the request is not valid HTTP' };

/** Answers what never became a request, in the same form as any other error, and hangs up. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, message } = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify(errorBody('invalid_request', message));
  const headers = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Content-Length', Buffer.byteLength(body)],
    ['Connection', 'close'],
    ...SECURITY_HEADERS,
  ].map((header) => `${header.join(': ')}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('')}\r\n`;
  socket.end(head + body, () => socket.destroy());
}
