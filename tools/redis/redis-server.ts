import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisPrograms } from './programs.js';

/** A real redis-server on loopback. */
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

/** With these options, nothing is lost with the process. */
export const LASTING = ['--appendonly', 'yes', '--save', ''];

/**
 * @param options of redis-server
 * @param config a configuration file, if there is one
 */
export async function startRedisServer(
  programs: RedisPrograms,
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
      child = spawn(programs.server, [...config, ...place, ...options], { stdio: 'ignore' });
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
      spawnSync(programs.cli, ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
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
