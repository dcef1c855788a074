import type { Duplex } from 'node:stream';
import { parserError, rawErrorResponse } from './parser-error.js';
import type { PendingResponses } from './pending-responses.js';

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
): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  // A request without its whole body is the malformed one itself.
  const earlier = [...pending.of(socket)].findLast(({ req }) => req.complete);
  const refuse = () => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(rawErrorResponse(parserError(error)), () => socket.destroy());
  };
  if (earlier === undefined) refuse();
  else earlier.once('close', refuse);
}
