import { isUtf8 } from 'node:buffer';
import { ServiceError } from '../../errors.js';
import type { Context } from '../context.js';
import { bodyReader } from './body-reader.js';

/** Bytes of JSON: room for the longest URL (8,192 characters) with every character escaped. */
const MAX_JSON_BYTES = 65_536;

const readJson = bodyReader(['application/json'], MAX_JSON_BYTES);

/** No request of ours is nested deeper than 2. */
const MAX_DEPTH = 16;

/**
 * The body of a request, which must be a JSON object in UTF-8.
 *
 * @throws ServiceError `unsupported_media_type`, `body_too_large`, `invalid_json`, `invalid_request`
 */
export async function readJsonObject(ctx: Context): Promise<Record<string, unknown>> {
  requireJson(ctx.get('content-type'));
  const body = await readJson(ctx);
  if (!isUtf8(body)) throw new ServiceError('invalid_json', 'the body is not valid UTF-8');
  const text = body.toString();
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('invalid_request', 'the body must be a JSON object');
  checkJsonStructure(text);
  return value as Record<string, unknown>;
}

function requireJson(contentType: string): void {
  if (!/^application\/json\s*(;|$)/i.test(contentType))
    throw new ServiceError(
      'unsupported_media_type',
      'the Content-Type of the request must be application/json',
    );
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

/**
 * Refuses valid JSON that only somebody who means harm sends: nested without end, with the same key
 * twice (two readers may take different ones), or with a key that is special to JavaScript.
 */
function checkJsonStructure(text: string): void {
  const keys = new Set<string>();
  let depth = 0;
  let lastString = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      lastString = text.slice(index, end + 1);
      index = end;
    } else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) throw invalid(`is nested deeper than ${MAX_DEPTH}`);
    } else if (character === '}' || character === ']') depth--;
    else if (character === ':') {
      const key = JSON.parse(lastString) as string;
      if (key === '__proto__') throw invalid('has the key __proto__');
      if (depth !== 1) continue;
      if (keys.has(key)) throw invalid('has the same key more than once');
      keys.add(key);
    }
  }
}

/** Where the string that starts at a quotation mark ends. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

function invalid(what: string): ServiceError {
  return new ServiceError('invalid_request', `the JSON ${what}`);
}
