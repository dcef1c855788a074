import { ServiceError } from '../../errors.js';
import type { Context } from '../context.js';

/** @throws ServiceError `unsupported_media_type` if the body of the request is compressed */
export function refuseCompressed(ctx: Context): void {
  const encoding = ctx.get('content-encoding');
  if (encoding !== '' && encoding.toLowerCase() !== 'identity')
    throw new ServiceError(
      'unsupported_media_type',
      'the body must not be compressed (Content-Encoding)',
    );
}
