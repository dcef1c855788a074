import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors.js';
import { ClientGone } from './client-gone.js';

/**
 * The body of a request, of at most `maxBytes`, whatever its Content-Length says.
 *
 * How long it may take is the server's `requestTimeout`.
 *
 * @throws ServiceError `body_too_large`, `unsupported_media_type` (compressed); ClientGone
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new ServiceError('unsupported_media_type', 'the body must not be compressed');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return collect(request, maxBytes);
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(tooLarge(maxBytes));
    });
    request.on('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', () => {
      reject(new ClientGone());
    });
  });
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('body_too_large', `the body is larger than ${maxBytes} bytes`);
}
