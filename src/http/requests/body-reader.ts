import bodyParser from 'koa-bodyparser';
import { ServiceError } from '../../errors.js';
import { ClientGone } from './client-gone.js';
import type { Context } from '../context.js';
import { askForBody } from './expect-continue.js';
import { refuseCompressed } from './refuse-compressed.js';

/** Reads the body of a request. */
export type BodyReader = (ctx: Context) => Promise<Buffer>;

/**
 * Makes a reader of bodies of at most `maxBytes`, whatever Content-Length announces. It throws
 * ServiceError `body_too_large` or `unsupported_media_type` (compressed), and ClientGone.
 *
 * koa-bodyparser reads the bytes and bounds them. It does not parse them: its parser silently
 * replaces invalid UTF-8. The server's `requestTimeout` bounds the time.
 *
 * @param types the media types that are read
 */
export function bodyReader(types: string[], maxBytes: number): BodyReader {
  const options = {
    enableTypes: ['text'],
    extendTypes: { text: types },
    textLimit: String(maxBytes),
    // co-body returns bytes instead of text when it gets no encoding.
    encoding: null,
    onerror: (error: Error) => {
      throw translate(error, maxBytes);
    },
  };
  const read = bodyParser(options);
  return async (ctx) => {
    refuseCompressed(ctx);
    // co-body would truncate this length to 32 bits.
    if (Number(ctx.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
    askForBody(ctx.res);
    await read(ctx, () => Promise.resolve());
    const { rawBody } = ctx.request as { rawBody?: unknown };
    return Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
  };
}

/** @param error from raw-body, which names the kind of failure in `type` */
function translate(error: Error & { type?: string }, maxBytes: number): Error {
  return error.type === 'entity.too.large' ? tooLarge(maxBytes) : new ClientGone();
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('body_too_large', `the body is larger than ${maxBytes} bytes`);
}
