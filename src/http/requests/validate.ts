import type { z } from 'zod';
import { ServiceError } from '../../errors.js';

/**
 * Checks a request against its schema.
 *
 * @throws ServiceError `invalid_request` with the message of the first issue
 */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ServiceError('invalid_request', result.error.issues[0]?.message ?? 'invalid request');
}
