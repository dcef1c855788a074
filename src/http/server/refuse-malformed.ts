import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ServiceError } from '../../errors.js';
import { parserError, rawErrorResponse } from './parser-error.js';
import type { PendingResponses } from './pending-responses.js';
import type { RequestObserver } from './request-observer.js';

/** Connections that get no further answer: the parser reports an error for each chunk that follows. */
const refused = new WeakSet<Duplex>();

/**
 * Answers what the HTTP parser could not make a request of, and closes the connection. Requests
 * that came before it in the connection are answered first (RFC 9112, 9.3.2).
 */
export function refuseMalformed(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  pending: PendingResponses,
  observer: RequestObserver,
): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  const responses = [...pending.of(socket)];
  // A request without its whole body is the malformed one itself.
  const earlier = responses.findLast(({ req }) => req.complete);
  const malformed = responses.find(({ req }) => !req.complete)?.req;
  const refuse = () => {
    // A connection that breaks off between two requests is none.
    if (error.code === 'ECONNRESET') socket.destroy();
    else close(socket, parserError(error), observer, malformed);
  };
  if (earlier === undefined) refuse();
  else earlier.once('close', refuse);
}

/** Refuses to be a proxy. */
export function refuseConnect(
  request: IncomingMessage,
  socket: Duplex,
  observer: RequestObserver,
): void {
  const error = new ServiceError('method_not_allowed', 'this service is no proxy');
  socket.on('error', () => socket.destroy());
  close(socket, error, observer, request);
}

function close(
  socket: Duplex,
  error: ServiceError,
  observer: RequestObserver,
  request: IncomingMessage | undefined,
): void {
  const id = observer.refused(socket, error, request);
  if (!socket.writable) socket.destroy();
  else socket.end(rawErrorResponse(error, id, request?.url), () => socket.destroy());
}
