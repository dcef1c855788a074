import { promisify } from 'node:util';
import { deflate, gzip } from 'node:zlib';
import type { Context } from '../context.js';
import { SECURITY_HEADERS } from '../responses/security-headers.js';
import { type HeaderList, send } from '../responses/send.js';
import { HEADER_LENGTH } from './infer-body.js';
import type { InferAnswer } from './infer-response.js';

const COMPRESSORS = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Bytes of an answer below which compressing is not worth it. */
const WORTH_COMPRESSING = 1024;

/** Answers with JSON, or with JSON and binary data; compressed if the client asks for it. */
export async function sendInference(
  ctx: Context,
  { json, binary }: InferAnswer,
  headers: HeaderList,
): Promise<void> {
  const body = binary === undefined ? json : Buffer.concat([json, binary]);
  const encoding = body.length < WORTH_COMPRESSING ? undefined : wantedEncoding(ctx);
  const sent = encoding === undefined ? body : await COMPRESSORS[encoding](body);
  send(
    ctx,
    200,
    [
      ...SECURITY_HEADERS.flat(),
      ...(binary === undefined
        ? ['Content-Type', 'application/json; charset=utf-8']
        : ['Content-Type', 'application/octet-stream', HEADER_LENGTH, String(json.length)]),
      ...(encoding === undefined ? [] : ['Content-Encoding', encoding]),
      ...['Vary', 'Accept-Encoding'],
      ...headers,
      ...['Content-Length', String(sent.length)],
    ],
    sent,
  );
}

function wantedEncoding(ctx: Context): keyof typeof COMPRESSORS | undefined {
  // Without the header anything would do; a client that can decompress says so.
  if (ctx.get('accept-encoding') === '') return undefined;
  const encoding = ctx.acceptsEncodings('gzip', 'deflate', 'identity');
  return encoding === 'gzip' || encoding === 'deflate' ? encoding : undefined;
}
