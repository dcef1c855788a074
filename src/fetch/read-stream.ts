import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.js';
import type { Reserve } from './image-fetcher.js';

/** Bytes set aside at first for a body whose length is not known, and at most on a server's word. */
const FIRST_SIZE = 65_536;
const MAX_FIRST_SIZE = 1_048_576;

/**
 * Reads a stream to its end into one buffer. A buffer that grows, not a list of chunks: a server
 * can send twenty million chunks of one byte, which as a list would take gigabytes.
 *
 * @param announced the length the server gives, or undefined. It is only taken as a hint.
 * @param maxBytes the most that is read; more destroys the stream
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
    /** Twice the size as long as that is enough, but no more than was announced or is allowed. */
    function nextSize(size: number, needed: number): number {
      const most = announced !== undefined && announced >= needed ? announced : maxBytes;
      return Math.min(Math.max(2 * size, needed), most);
    }

    stream.once('end', () => {
      // An error takes its stack trace: only a body that is cut short makes one.
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
