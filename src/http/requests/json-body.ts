import { isUtf8 } from 'node:buffer';
import { ServiceError } from '../../errors.js';
import type { Context } from '../context.js';
import { bodyReader } from './body-reader.js';
import { checkJsonStructure } from './json-structure.js';

/** Bytes of JSON: room for the longest URL (8,192 characters) with every character escaped. */
const MAX_JSON_BYTES = 65_536;

const readJson = bodyReader(['application/json'], MAX_JSON_BYTES);

/** Whether a media type, with its parameters, is JSON. */
export function isJson(contentType: string): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType);
}

/**
 * Reads the body of a request, which must be a JSON object in UTF-8.
 *
 * @throws ServiceError `unsupported_media_type`, `body_too_large`, `invalid_json`, `invalid_request`
 */
export async function readJsonObject(ctx: Context): Promise<Record<string, unknown>> {
  requireUtf8(ctx.get('content-type'));
  return parseJsonObject(await readJson(ctx));
}

/** @throws ServiceError `invalid_json`, `invalid_request` */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (!isUtf8(body)) throw new ServiceError('invalid_json', 'the body is not valid UTF-8');
  const text = body.toString();
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('invalid_request', 'the body must be a JSON object');
  checkJsonStructure(text);
  return value as Record<string, unknown>;
}

/** @throws ServiceError `unsupported_media_type` */
export function requireUtf8(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw new ServiceError('unsupported_media_type', 'the charset of the request must be utf-8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('invalid_json', 'the body is not valid JSON');
  }
}
