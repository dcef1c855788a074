import { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { ServiceError } from '../../errors.js';
import { GrowingBuffer } from '../../growing-buffer.js';
import type { UploadBounds } from '../requests/upload-body.js';

/** `deflate` is zlib's format (RFC 9110, 8.4.1.2). */
const INFLATERS = { gzip: createGunzip, deflate: createInflate };
export type Encoding = keyof typeof INFLATERS;

/** Bytes of the buffer at first. */
const FIRST_SIZE = 65_536;

/**
 * @param contentEncoding the header; empty without one
 * @returns undefined for a body that is not compressed
 * @throws ServiceError `unsupported_media_type`
 */
export function encodingOf(contentEncoding: string): Encoding | undefined {
  const encoding = contentEncoding.trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return undefined;
  if (encoding === 'gzip' || encoding === 'deflate') return encoding;
  throw new ServiceError('unsupported_media_type', 'the Content-Encoding must be gzip or deflate');
}

/**
 * Decompresses a body, whatever it grows to: not beyond the bounds.
 *
 * @throws ServiceError `invalid_request` for what is not compressed like that; `tooLarge`'s and `reserve`'s
 */
export async function inflate(
  body: Buffer,
  encoding: Encoding,
  { maxBytes, tooLarge, reserve }: UploadBounds,
): Promise<Buffer<ArrayBuffer>> {
  const inflated = new GrowingBuffer({
    firstSize: Math.min(FIRST_SIZE, maxBytes),
    maxSize: maxBytes,
    reserve,
  });
  const stream = Readable.from([body], { objectMode: false }).pipe(INFLATERS[encoding]());
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (inflated.length + chunk.length > maxBytes) throw tooLarge();
      inflated.append(chunk);
    }
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw new ServiceError('invalid_request', `the body is not valid ${encoding}`, { cause });
  }
  return inflated.content;
}
