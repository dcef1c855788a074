import { UsageError } from '../cli/usage-error.js';
import type { RedisAddress } from '../settings/redis-address.js';
import type { Settings } from '../settings/index.js';

/** @throws UsageError without `REDIS_URL` */
export function addressOf({ redis: { address } }: Settings): RedisAddress {
  if (address !== undefined) return address;
  throw new UsageError('bulk needs a Redis that all machines share: set REDIS_URL');
}
