import { ServiceError } from '../../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'it may not be read: permission denied',
  EPERM: 'it may not be read: permission denied',
  ELOOP: 'its symbolic links go round in a loop',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * A file's or folder's failure in the operating system, as a ServiceError: `image_unavailable`, or
 * `upstream_error` if it is one of the disk or the machine.
 */
export function fileFailure(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  if (reason !== undefined) return unavailable(reason, error);
  return new ServiceError('upstream_error', `it cannot be read (${code})`, { cause: error });
}

export function unavailable(message: string, cause?: unknown): ServiceError {
  return new ServiceError('image_unavailable', message, { cause });
}
