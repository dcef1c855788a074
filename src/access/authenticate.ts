import { ServiceError } from '../errors.js';
import { digestKey } from '../settings/api-keys.js';
import type { ApiKey } from './api-key.js';
import type { KeyRing } from './key-ring.js';
import type { Scope } from './scope.js';

/**
 * Finds the key that a client presents.
 *
 * @param now milliseconds since 1970
 * @throws ServiceError `unauthorized`
 */
export function authenticate(keys: KeyRing, presented: string, now: number): ApiKey {
  const key = keys.find(digestKey(presented));
  if (key === undefined) throw new ServiceError('unauthorized', 'the API key is not known');
  if (now >= key.expiresAt) throw new ServiceError('unauthorized', 'the API key has expired');
  return key;
}

/** @throws ServiceError `forbidden` */
export function requireScope(key: ApiKey, scope: Scope): void {
  if (!key.scopes.has(scope))
    throw new ServiceError('forbidden', `the API key ${key.name} lacks the scope ${scope}`);
}
