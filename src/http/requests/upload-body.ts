import type { ServiceError } from '../../errors.js';
import { GrowingBuffer, type Reserve } from '../../growing-buffer.js';
import type { Context } from '../context.js';
import { ClientGone } from './client-gone.js';
import { askForBody } from './expect-continue.js';
import { refuseCompressed } from './refuse-compressed.js';

/**
 * Bytes reserved for a body that has not come yet. Few, whatever Content-Length announces: a client that
 * sends nothing must not take a share of the memory of those that do.
 */
const FIRST_SIZE = 16_384;

export interface UploadBounds {
  readonly maxBytes: number;
  /** Of a body that is larger. */
  readonly tooLarge: () => ServiceError;
  /** If it throws, reading stops. */
  readonly reserve: Reserve;
}

/**
 * Reads the body of a request, whatever Content-Length announces. The server's `requestTimeout` bounds
 * the time.
 *
 * @throws ServiceError `unsupported_media_type` (compressed), `tooLarge`'s and `reserve`'s; ClientGone
 */
export async function readUpload(ctx: Context, bounds: UploadBounds): Promise<Buffer<ArrayBuffer>> {
  refuseCompressed(ctx);
  return await readBounded(ctx, bounds);
}

/** Reads a body as it is, compressed or not. Likewise. */
export async function readBounded(
  ctx: Context,
  { maxBytes, tooLarge, reserve }: UploadBounds,
): Promise<Buffer<ArrayBuffer>> {
  if (Number(ctx.get('content-length')) > maxBytes) throw tooLarge();
  const firstSize = Math.min(FIRST_SIZE, maxBytes);
  const body = new GrowingBuffer({ firstSize, maxSize: maxBytes, reserve });
  askForBody(ctx.res);
  return await collect(ctx, body, (chunk) => {
    if (body.length + chunk.length > maxBytes) throw tooLarge();
    body.append(chunk);
  });
}

function collect(
  { req }: Context,
  body: GrowingBuffer,
  add: (chunk: Buffer) => void,
): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      req.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
    };
    const fail = (error: Error) => {
      stop();
      // Node.js drops the rest when the answer is sent.
      req.pause();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      try {
        add(chunk);
      } catch (error) {
        fail(error as Error);
      }
    };
    const onEnd = () => {
      stop();
      resolve(body.content);
    };
    const onGone = () => {
      fail(new ClientGone());
    };
    req.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    if (req.destroyed) onGone();
  });
}
