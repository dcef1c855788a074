import type { z } from 'zod';
import { STATUS_OF_CODE } from '../../errors.js';
import { errorSchema, type PublicErrorCode } from '../responses/error-schema.js';
import { ERROR_MEANINGS } from './error-meanings.js';
import { inlineSchema, type JsonObject } from './json-schema.js';
import type { Operation } from './operation.js';

/** Any request may be malformed, too slow, for a host that is refused, or meet a bug. */
const OF_ANY: readonly PublicErrorCode[] = [
  'invalid_request',
  'forbidden',
  'request_timeout',
  'headers_too_large',
  'internal_error',
];
/** Beside these, of routes that ask for a key where there are any. */
const OF_GUARDED: readonly PublicErrorCode[] = ['unauthorized', 'rate_limited'];

/** The error responses of an operation, by status. */
export function errorResponses({
  access,
  errors,
  errorSchema: schema,
}: Operation): Record<string, JsonObject> {
  const codes = new Set([...errors, ...OF_ANY, ...(access === 'open' ? [] : OF_GUARDED)]);
  const byStatus = new Map<number, PublicErrorCode[]>();
  for (const code of codes) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    responses.map(([status, codesOf]) => [
      String(status),
      response(status, codesOf, schema ?? errorSchema(codesOf)),
    ]),
  );
}

function statusOf(code: PublicErrorCode): number {
  return code === 'internal_error' ? 500 : STATUS_OF_CODE[code];
}

function response(
  status: number,
  codes: readonly PublicErrorCode[],
  schema: z.ZodType,
): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_MEANINGS[code]}`).join('; '),
    headers: headersOf(status),
    content: { 'application/json': { schema: inlineSchema(schema) } },
  };
}

function headersOf(status: number): JsonObject {
  const names = ['X-Request-Id'];
  if (status === 429 || status === 503) names.push('Retry-After');
  if (status === 401) names.push('WWW-Authenticate');
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
