import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.js';
import { GrowingBuffer, type Reserve } from '../growing-buffer.js';

/** First buffer sizes in bytes: for an unknown length, and the maximum for an announced one. */
const FIRST_SIZE = 65_536;
const MAX_FIRST_SIZE = 1_048_576;

/**
 * Reads a stream to its end.
 *
 * @param announced the Content-Length or undefined; only a hint
 * @param maxBytes a longer body destroys the stream
 * @param reserve see ImageFetcher
 * @throws ServiceError `image_too_large`, or the stream's own error
 */
export function readBody(
  stream: Readable,
  announced: number | undefined,
  maxBytes: number,
  reserve: Reserve = () => undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const firstSize = Math.min(announced ?? FIRST_SIZE, MAX_FIRST_SIZE, maxBytes);
    const body = new GrowingBuffer({ firstSize, maxSize: maxBytes, reserve });

    stream.on('data', (chunk: Buffer) => {
      if (body.length + chunk.length > maxBytes) {
        stream.destroy();
        reject(imageTooLarge(maxBytes));
        return;
      }
      try {
        body.append(chunk, announced);
      } catch (error) {
        stream.destroy(error as Error);
      }
    });

    stream.once('end', () => {
      // Creating an error is expensive (its stack trace): only a body cut short does.
      stream.off('close', onClose);
      resolve(body.content);
    });
    stream.once('error', (error) => {
      stream.off('close', onClose);
      reject(error);
    });
    stream.once('close', onClose);
    function onClose(): void {
      reject(new ServiceError('upstream_error', "the image's server cut the image short"));
    }
  });
}

export function imageTooLarge(maxBytes: number): ServiceError {
  return new ServiceError('image_too_large', `the image is larger than ${maxBytes} bytes`);
}
