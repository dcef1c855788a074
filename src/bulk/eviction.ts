import type { LastingRedis } from '../redis/lasting-redis.js';
import type { Log } from '../telemetry/log.js';

/**
 * Checks that Redis does not throw parts of a list away when its memory is full.
 *
 * @throws Error if it may
 */
export async function checkEviction(redis: LastingRedis, log: Log): Promise<void> {
  const info = await redis.run((client) => client.info('memory'));
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  if (policy.startsWith('allkeys'))
    throw new Error(
      `${redis.server} may throw lists away when its memory is full: its maxmemory-policy is ${policy}, and must be noeviction`,
    );
  if (policy !== 'noeviction')
    log.warn(
      { policy },
      `the maxmemory-policy of ${redis.server} is ${policy}: noeviction is the one for the queue`,
    );
}
