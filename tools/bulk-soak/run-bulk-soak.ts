import { readdirSync, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BulkProcess, startBulk } from './bulk-process.js';
import { findRedis } from '../redis/programs.js';
import { LASTING, type RedisServer, startRedisServer } from '../redis/redis-server.js';

const IMAGES = 'models/golden';
const WORKERS = 2;
/** URLs that are fetched between two kills. */
const KILL_AFTER = 1500;
const NAME = 'soak';

export interface BulkSoak {
  readonly seconds: number;
  readonly kills: number;
  /** Requests that the images' server had: more than one for some URLs. */
  readonly requests: number;
  /** Bytes of Redis before, with all URLs added, at most, and after all was collected. */
  readonly memory: Readonly<Record<'before' | 'added' | 'peak' | 'after', number>>;
  readonly keys: number;
  readonly faults: readonly string[];
}

/** Lets workers, one of which is killed again and again, classify a list of distinct loopback URLs. */
export async function runBulkSoak(count: number): Promise<BulkSoak> {
  const programs = findRedis();
  if (programs === undefined)
    throw new Error(
      'there is no Redis (Debian: apt-get install redis-server; without root: make redis)',
    );
  const redis = await startRedisServer(programs, LASTING);
  const images = await serveImages();
  const folder = mkdtempSync(join(tmpdir(), 'bulk-soak-'));
  const environment = {
    REDIS_URL: redis.url,
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8',
    BULK_HOST_RATE: '0',
    BULK_LOCK_TTL: '5',
    CLASSIFIER_PROCESSES: '1',
    LOG_FORMAT: 'ecs',
  };
  const workers: BulkProcess[] = [];
  try {
    const urls = Array.from({ length: count }, (_, index) => `${images.origin}/${index}`);
    const list = join(folder, 'urls.txt');
    writeFileSync(list, urls.map((url) => `${url}\n`).join(''));
    const before = memoryOf(redis, 'used_memory');
    const adding = await startBulk(['add', '--from', list, NAME], environment).ended;
    if (adding !== 0) throw new Error('the list was not added');
    const added = memoryOf(redis, 'used_memory');
    const start = performance.now();
    for (let index = 0; index < WORKERS; index++) workers.push(startBulk(['work'], environment));
    const collecting = startBulk(['collect', NAME], environment);
    const collected = { done: false };
    void collecting.ended.then(() => (collected.done = true));
    let kills = 0;
    let next = KILL_AFTER;
    while (!collected.done) {
      await sleep(100);
      if (images.requests() < next) continue;
      next = images.requests() + KILL_AFTER;
      workers.shift()?.child.kill('SIGKILL');
      workers.push(startBulk(['work'], environment));
      kills++;
    }
    const code = await collecting.ended;
    const seconds = (performance.now() - start) / 1000;
    const faults = [
      ...(code === 0 ? [] : [`collect ended with code ${code}`]),
      ...check(urls, collecting.output(), images.files),
    ];
    for (const { child } of workers) child.kill('SIGTERM');
    const codes = await Promise.all(workers.map(({ ended }) => ended));
    if (codes.some((one) => one !== 0)) faults.push(`workers ended with codes ${codes.join()}`);
    const memory = {
      ...{ before, added, peak: memoryOf(redis, 'used_memory_peak') },
      after: memoryOf(redis, 'used_memory'),
    };
    return {
      seconds,
      kills,
      requests: images.requests(),
      memory,
      keys: Number(redis.cli('dbsize')),
      faults,
    };
  } finally {
    for (const { child } of workers) child.kill('SIGKILL');
    images.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In bytes. */
function memoryOf(redis: RedisServer, field: string): number {
  const info = redis.cli('info', 'memory');
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1]);
}

/** Each URL once, in order, with the class that all URLs of the same image have. */
function check(urls: readonly string[], text: string, files: number): string[] {
  const lines = text.split('\n').slice(0, -1);
  const results = lines.map(
    (line) => JSON.parse(line) as { image: string; classification?: string },
  );
  const faults: string[] = [];
  if (results.length !== urls.length)
    faults.push(`${results.length} results of ${urls.length} URLs`);
  const classes = results.slice(0, files).map(({ classification }) => classification);
  results.forEach(({ image, classification }, index) => {
    if (image !== urls[index]) faults.push(`result ${index} is of ${image}`);
    if (classification === undefined || classification !== classes[index % files])
      faults.push(`${image} is ${classification}`);
  });
  return faults.slice(0, 10);
}

async function serveImages() {
  const files = readdirSync(IMAGES)
    .filter((name) => /\.(png|jpg)$/.test(name))
    .map((name) => readFileSync(join(IMAGES, name)));
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    response.end(files[Number(request.url?.slice(1)) % files.length]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: files.length,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
