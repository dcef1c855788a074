import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.js';
import type { Reserve } from './image-fetcher.js';

/** First buffer sizes in bytes: for an unknown length, and the maximum for an announced one. */
const FIRST_SIZE = 65_536;
const MAX_FIRST_SIZE = 1_048_576;

/**
 * Reads a stream to its end into one growing buffer. A list of chunks would not be bounded: twenty
 * million chunks of one byte take gigabytes.
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
    reserve(firstSize);
    let body = Buffer.allocUnsafeSlow(firstSize);
    let length = 0;

    stream.on('data', (chunk: Buffer) => {
      if (length + chunk.length > maxBytes) {
        stream.destroy();
        reject(imageTooLarge(maxBytes));
        return;
      }
      try {
        if (length + chunk.length > body.length)
          body = enlarge(body, nextSize(body.length, length + chunk.length));
      } catch (error) {
        stream.destroy(error as Error);
        return;
      }
      length += chunk.copy(body, length);
    });
    function enlarge(old: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
      reserve(size);
      const larger = Buffer.allocUnsafeSlow(size);
      old.copy(larger);
      return larger;
    }
    /** Doubles the size, or takes `needed` if that is more; at most the announced or maximum size. */
    function nextSize(size: number, needed: number): number {
      const most = announced !== undefined && announced >= needed ? announced : maxBytes;
      return Math.min(Math.max(2 * size, needed), most);
    }

    stream.once('end', () => {
      // Creating an error is expensive (its stack trace): only a body cut short does.
      stream.off('close', onClose);
      resolve(body.subarray(0, length));
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
