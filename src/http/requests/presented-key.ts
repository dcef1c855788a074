import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../errors.js';

const HOW = 'send it as "Authorization: Bearer KEY" or "X-API-Key: KEY"';

/**
 * The key in `Authorization: Bearer KEY` or `X-API-Key: KEY`. Another scheme in Authorization is meant
 * for a proxy, and counts as no key. Both headers may come, with the same key.
 *
 * @throws ServiceError `unauthorized`, without a word of what the headers hold
 */
export function presentedKey(headers: IncomingHttpHeaders): string {
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  const own = typeof header === 'string' && header !== '' ? header : undefined;
  if (bearer !== undefined && own !== undefined && bearer !== own)
    throw new ServiceError(
      'unauthorized',
      'Authorization and X-API-Key hold different keys: send one of them',
    );
  const key = bearer ?? own;
  if (key === undefined) throw new ServiceError('unauthorized', `an API key is needed: ${HOW}`);
  return key;
}
