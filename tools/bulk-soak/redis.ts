import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface SoakedRedis {
  readonly url: string;
  /** Bytes that it uses now, and at most so far. */
  memory(): Promise<{ used: number; peak: number }>;
  /** The number of its keys. */
  keys(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a redis-server on loopback, with its data in a temporary folder. */
export async function startRedis(): Promise<SoakedRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'bulk-soak-'));
  const port = await freePort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const child = spawn('redis-server', [...place, '--appendonly', 'yes', '--save', ''], {
    stdio: 'ignore',
  });
  const missing = once(child, 'error').then(() => {
    throw new Error('redis-server is missing (Debian: apt-get install redis-server)');
  });
  const client = new Redis({ port, lazyConnect: true });
  client.on('error', () => undefined);
  await Promise.race([client.ping(), missing]);
  const number = async (section: string, field: string) => {
    const info = await client.info(section);
    return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1]);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    memory: async () => ({
      used: await number('memory', 'used_memory'),
      peak: await number('memory', 'used_memory_peak'),
    }),
    keys: () => client.dbsize(),
    stop: async () => {
      client.disconnect();
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
