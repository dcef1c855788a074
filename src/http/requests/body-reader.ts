import bodyParser from 'koa-bodyparser';
import { ServiceError } from '../../errors.js';
import { ClientGone } from './client-gone.js';
import type { Context } from '../context.js';

/** Reads the bytes of a request's body, whatever its type. */
export type BodyReader = (ctx: Context) => Promise<Buffer>;

/**
 * Makes a reader of bodies of at most `maxBytes`, whatever their Content-Length says. It throws
 * ServiceError `body_too_large` or `unsupported_media_type` (compressed), and ClientGone.
 *
 * koa-bodyparser reads and bounds; its own parsing is not used, since it replaces invalid UTF-8
 * silently. How long a body may take is the server's `requestTimeout`.
 *
 * @param types the media types that are read
 */
export function bodyReader(types: string[], maxBytes: number): BodyReader {
  const options = {
    enableTypes: ['text'],
    extendTypes: { text: types },
    textLimit: String(maxBytes),
    // Handed on to co-body, whose text is bytes without an encoding.
    encoding: null,
    onerror: (error: Error) => {
      throw translate(error, maxBytes);
    },
  };
  const read = bodyParser(options);
  return async (ctx) => {
    const encoding = ctx.get('content-encoding');
    if (encoding !== '' && encoding.toLowerCase() !== 'identity')
      throw new ServiceError('unsupported_media_type', 'the body must not be compressed');
    // Such a length is refused here: co-body cuts it to 32 bits.
    if (Number(ctx.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
    await read(ctx, () => Promise.resolve());
    const { rawBody } = ctx.request as { rawBody?: unknown };
    return Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
  };
}

/** `type` is how raw-body, which reads the stream, says what went wrong. */
function translate(error: Error & { type?: string }, maxBytes: number): Error {
  return error.type === 'entity.too.large' ? tooLarge(maxBytes) : new ClientGone();
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('body_too_large', `the body is larger than ${maxBytes} bytes`);
}
