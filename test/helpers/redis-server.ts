import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRedis } from '../../tools/redis/programs.js';
import { LASTING, type RedisServer, startRedisServer } from '../../tools/redis/redis-server.js';

export { freePort } from '../../tools/redis/redis-server.js';
export type { RedisServer } from '../../tools/redis/redis-server.js';

const programs = findRedis();

/** Skips a test, and says why, where there is no redis-server. */
export function withoutRedis(t: ExecutionContext): boolean {
  if (programs !== undefined) return false;
  t.log(
    'not run: there is no Redis (Debian: apt-get install redis-server; without root: make redis)',
  );
  t.pass();
  return true;
}

/** Skips a test, and says why, where the redis-server was built without TLS, as those of PyPI are. */
export function withoutTls(t: ExecutionContext): boolean {
  if (withoutRedis(t)) return true;
  // Either way it does not start: there is no such certificate.
  const options = ['--port', '0', '--tls-port', '1', '--tls-cert-file', '/nonexistent'];
  const { stdout, stderr } = spawnSync(programs?.server ?? '', options, { encoding: 'utf8' });
  if (!/bad directive|Failed finding TLS support/i.test(stdout + stderr)) return false;
  t.log('not run: this redis-server has no TLS');
  t.pass();
  return true;
}

/**
 * With an append-only file.
 *
 * @param more arguments of redis-server
 */
export function startRedis(t: ExecutionContext, ...more: string[]): Promise<RedisServer> {
  return startFor(t, [...LASTING, ...more]);
}

/** A Sentinel that watches a server by the name `main`. */
export function startSentinel(t: ExecutionContext, { folder, port }: RedisServer) {
  const config = join(folder, 'sentinel.conf');
  writeFileSync(config, `sentinel monitor main 127.0.0.1 ${port} 1\n`);
  return startFor(t, ['--sentinel'], [config]);
}

/** One server for all tests of a file. Where there is none, they are skipped. */
export function shareRedis(): (t: ExecutionContext) => RedisServer | undefined {
  let server: RedisServer | undefined;
  test.before(async () => {
    if (programs !== undefined) server = await startRedisServer(programs, LASTING);
  });
  test.after.always(() => server?.stop());
  return (t) => {
    if (!withoutRedis(t)) return server;
    return undefined;
  };
}

async function startFor(
  t: ExecutionContext,
  options: readonly string[],
  config: readonly string[] = [],
): Promise<RedisServer> {
  if (programs === undefined) throw new Error('there is no Redis');
  const server = await startRedisServer(programs, options, config);
  t.teardown(() => server.stop());
  return server;
}
