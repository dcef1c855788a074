import { ServiceError } from '../../errors.js';
import type { Reserve } from '../../growing-buffer.js';
import type { Context } from '../context.js';
import { parseJsonObject } from '../requests/json-body.js';
import { readBounded, type UploadBounds } from '../requests/upload-body.js';
import { encodingOf, inflate } from './inflate.js';
import { invalidRequest } from '../requests/invalid-request.js';

/** Says how many bytes of the body are JSON, before any compression. The rest is binary data. */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/** Bytes of JSON. The main process parses it at a stretch, and does nothing else for 0.2 s at most. */
const MAX_JSON_BYTES = 8 << 20;
/** Bytes of a whole body: a batch of large images, or tensors of 1,000 × 700 pixels. */
const MAX_BODY_BYTES = 64 << 20;
/** Bytes of the JSON beside one image of the greatest size. */
const JSON_ALLOWANCE = 65_536;

/** The body of an inference request, in its two parts. */
export interface InferBody {
  /** Undefined for a raw body: all of it is the input. */
  readonly json: Record<string, unknown> | undefined;
  readonly binary: Buffer<ArrayBuffer>;
  /** Bytes of memory that both hold. */
  readonly held: number;
}

/**
 * Reads the body of an inference request, compressed or not. No type of the body is needed, as Triton's
 * clients send none; that of an image makes it a raw body.
 *
 * @param maxImage bytes of one image
 * @throws ServiceError `unsupported_media_type`, `body_too_large`, `overloaded`, `invalid_json` or
 *   `invalid_request`; ClientGone
 */
export async function readInferBody(
  ctx: Context,
  maxImage: number,
  reserve: Reserve,
): Promise<InferBody> {
  const jsonLength = headerLength(ctx.get(HEADER_LENGTH), ctx.get('content-type'));
  const bounds =
    jsonLength === undefined
      ? { maxBytes: MAX_JSON_BYTES, tooLarge: jsonTooLarge }
      : bodyBounds(Math.max(MAX_BODY_BYTES, maxImage + JSON_ALLOWANCE));
  const body = await readInflated(ctx, { ...bounds, reserve });
  const held = body.buffer.byteLength;
  if (jsonLength === 0) return { json: undefined, binary: body, held };
  const end = jsonLength ?? body.length;
  if (end > MAX_JSON_BYTES) throw jsonTooLarge();
  if (end > body.length)
    throw invalidRequest(
      `${HEADER_LENGTH} says that ${end} bytes are JSON, but the body has ${body.length}`,
    );
  return { json: parseJsonObject(body.subarray(0, end)), binary: body.subarray(end), held };
}

async function readInflated(ctx: Context, bounds: UploadBounds): Promise<Buffer<ArrayBuffer>> {
  const encoding = encodingOf(ctx.get('content-encoding'));
  const body = await readBounded(ctx, bounds);
  if (encoding === undefined) return body;
  const compressed = body.buffer.byteLength;
  const inflated = await inflate(body, encoding, {
    ...bounds,
    reserve: (bytes) => {
      bounds.reserve(compressed + bytes);
    },
  });
  bounds.reserve(inflated.buffer.byteLength);
  return inflated;
}

function headerLength(text: string, contentType: string): number | undefined {
  if (text === '') return /^image\//i.test(contentType) ? 0 : undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidRequest(`${HEADER_LENGTH} must be a whole number of bytes`);
}

function bodyBounds(maxBytes: number): Pick<UploadBounds, 'maxBytes' | 'tooLarge'> {
  return {
    maxBytes,
    tooLarge: () => new ServiceError('body_too_large', `the body is larger than ${maxBytes} bytes`),
  };
}

function jsonTooLarge(): ServiceError {
  return new ServiceError(
    'body_too_large',
    `the JSON is larger than ${MAX_JSON_BYTES} bytes: send the tensors as binary data`,
  );
}
