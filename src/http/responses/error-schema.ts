import { z } from 'zod';
import { type ErrorCode, STATUS_OF_CODE } from '../../errors.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

/** Every code that a client may see. */
export type PublicErrorCode = ErrorCode | 'internal_error';

export const PUBLIC_ERROR_CODES: readonly PublicErrorCode[] = [
  ...(Object.keys(STATUS_OF_CODE) as ErrorCode[]),
  'internal_error',
];

/** The body of an error that has one of these codes. */
export function errorSchema(codes: readonly PublicErrorCode[]) {
  return z.strictObject({
    error: z.strictObject({
      code: z.enum(codes),
      message: z.string().meta({ description: 'For people: it may change.' }),
      upstream_status: z
        .int()
        .min(100)
        .max(999)
        .optional()
        .meta({ description: "The status that the image's server answered with." }),
    }),
  });
}

export const ERROR = errorSchema(PUBLIC_ERROR_CODES).register(RESPONSE_SCHEMAS, { id: 'Error' });
