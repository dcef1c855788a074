import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageServer } from '../bench/scenarios/bench.js';
import { startBulk } from '../bulk-soak/bulk-process.js';
import type { RedisServer } from '../redis/redis-server.js';
import { perStep, type RedisUsage, usageOf } from './redis-info.js';

const COUNT = 1000;

export interface BulkCost {
  /** What each URL takes to be added, and what it leaves. */
  readonly added: RedisUsage;
  /** What each URL takes to be worked on, and what its result adds. */
  readonly done: RedisUsage;
}

/** A list of so many URLs, added and classified by one worker, but not collected. */
export async function measureBulk(images: ImageServer, server: RedisServer): Promise<BulkCost> {
  const folder = mkdtempSync(join(tmpdir(), 'sizing-'));
  const file = join(folder, 'urls.txt');
  const urls = Array.from({ length: COUNT }, () => `${images.nextOrdinary()}\n`);
  writeFileSync(file, urls.join(''));
  const environment = {
    REDIS_URL: server.url,
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8',
    BULK_HOST_RATE: '0',
  };
  try {
    const empty = usageOf(server);
    const code = await startBulk(['add', '--from', file, 'sizing'], environment).ended;
    if (code !== 0) throw new Error(`bulk add ended with code ${code}`);
    const added = usageOf(server);
    const worker = startBulk(['work'], environment);
    await until(async () => {
      const status = startBulk(['status', '--json'], environment);
      await status.ended;
      return status.output().includes(`"done":${COUNT}`);
    });
    worker.child.kill('SIGTERM');
    await worker.ended;
    return {
      added: perStep(empty, added, COUNT),
      done: perStep(added, usageOf(server), COUNT),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(200);
}
