import test, { type ExecutionContext } from 'ava';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real redis-server on loopback, with an append-only file. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly folder: string;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** The output of redis-cli. */
  cli(...command: string[]): string;
}

/** So that nothing is lost with the process. */
const LASTING = ['--appendonly', 'yes', '--save', ''];

function isInstalled(): boolean {
  return spawnSync('redis-server', ['--version']).error === undefined;
}

/** Skips a test, and says why, where there is no redis-server. */
export function withoutRedis(t: ExecutionContext): boolean {
  if (isInstalled()) return false;
  t.log('not run: Redis is not installed (Debian: apt-get install redis-server)');
  t.pass();
  return true;
}

/** @param more arguments of redis-server */
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
    if (isInstalled()) server = await start(LASTING);
  });
  test.after.always(() => server?.stop());
  return (t) => {
    if (!withoutRedis(t)) return server;
    return undefined;
  };
}

async function startFor(t: ExecutionContext, ...args: Parameters<typeof start>) {
  const server = await start(...args);
  t.teardown(() => server.stop());
  return server;
}

async function start(
  options: readonly string[],
  config: readonly string[] = [],
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    port,
    folder,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => child?.kill(name),
    kill: async () => {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    start: async () => {
      child = spawn('redis-server', [...config, ...place, ...options], { stdio: 'ignore' });
      while (!/PONG|NOAUTH/.test(server.cli('ping'))) {
        if (child.exitCode !== null) throw new Error('redis-server did not start');
        await sleep(20);
      }
    },
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
    cli: (...command) =>
      spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
  };
  await server.start();
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
