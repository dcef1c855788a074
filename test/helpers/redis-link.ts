import type { ExecutionContext } from 'ava';
import { randomUUID } from 'node:crypto';
import { RedisLink } from '../../src/redis/redis-link.js';
import { parseRedisAddress } from '../../src/settings/redis-address.js';
import type { RedisServer } from './redis-server.js';
import { FakeLog } from './service.js';

/** @param prefix one that nobody else has, by default */
export async function openLink(
  t: ExecutionContext,
  { url }: Pick<RedisServer, 'url'>,
  prefix = `${randomUUID()}:`,
): Promise<RedisLink> {
  const address = parseRedisAddress(url);
  if (address === undefined) throw new Error(url);
  const link = await RedisLink.open(address, prefix, new FakeLog());
  t.teardown(() => {
    link.close();
  });
  return link;
}
