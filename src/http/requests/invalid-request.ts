import { ServiceError } from '../../errors.js';

/** The error for a request that cannot be understood. */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError('invalid_request', message);
}
