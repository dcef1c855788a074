import { grouped, plural } from '../cli/output/progress.js';
import type { LastingRedis } from '../redis/lasting-redis.js';
import { liveWorkers } from './heartbeat.js';
import { HELD, PREFIX, queueName, waitKey } from './keys.js';
import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import { ChunkQueue } from './queue.js';

/** Seconds over which a rate is taken. */
const RATE_WINDOW = 60;
/** Bytes that Redis needs for a chunk beside its URLs or results, measured: the keys and the job. */
const CHUNK_OVERHEAD = 2500;

/** How far the lists are. The names are those of `--json`. */
export interface Status {
  readonly lists: readonly ListStatus[];
  readonly queues: readonly QueueStatus[];
  readonly workers: readonly {
    readonly host: string;
    readonly pid: number;
    readonly model: string;
  }[];
  /** URLs of all lists that are added and not collected, and how many there may be. */
  readonly held_urls: number;
  readonly max_urls: number;
}

export interface ListStatus {
  readonly name: string;
  readonly model: string;
  readonly identity: string;
  /** URLs added so far, and whether these are all. */
  readonly urls: number;
  readonly complete: boolean;
  readonly done: number;
  readonly errors: number;
  readonly collected: number;
  /** URLs a second, over the last minute. */
  readonly rate: number;
  /** About what the list needs in Redis. */
  readonly redis_bytes: number;
}

export interface QueueStatus {
  readonly model: string;
  /** The list of waiting jobs in Redis. */
  readonly wait_key: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

export async function readStatus(
  names: readonly string[],
  store: ListStore,
  redis: LastingRedis,
  maxUrls: number,
): Promise<Status> {
  const lists: List[] = [];
  for (const name of names) {
    const list = await store.find(name);
    if (list === undefined) await store.forget(name);
    else lists.push(list);
  }
  const workers = await liveWorkers(redis);
  const models = new Set([...lists, ...workers].map(({ model }) => model));
  const held = await redis.run((client) => client.get(HELD));
  return {
    lists: await Promise.all(lists.map((list) => listStatus(list, store))),
    queues: await Promise.all([...models].map((model) => queueStatus(model, redis))),
    workers: workers.map(({ host, pid, model }) => ({ host, pid, model })),
    held_urls: Number(held ?? 0),
    max_urls: maxUrls,
  };
}

async function listStatus(list: List, store: ListStore): Promise<ListStatus> {
  const { name, model, identity, urls, complete, done, errors, collectedUrls, bytes } = list;
  const chunks = list.added - list.collected;
  return {
    ...{ name, model, identity, urls, complete, done, errors, collected: collectedUrls },
    rate: rateOf(await store.recent(list), Date.now() / 1000),
    redis_bytes: bytes + chunks * CHUNK_OVERHEAD,
  };
}

/**
 * URLs a second over the last minute, with one decimal.
 *
 * @param rows what was done at which moment (seconds since 1970), the latest first
 * @param now seconds since 1970
 */
export function rateOf(
  rows: readonly { readonly moment: number; readonly urls: number }[],
  now: number,
): number {
  const recent = rows.filter(({ moment }) => moment > now - RATE_WINDOW);
  const count = recent.reduce((sum, row) => sum + row.urls, 0);
  const seconds = Math.max(1, now - (recent.at(-1)?.moment ?? now));
  return Math.round((count / seconds) * 10) / 10;
}

async function queueStatus(model: string, redis: LastingRedis): Promise<QueueStatus> {
  const counts = await new ChunkQueue(model, redis).counts();
  return { model, wait_key: waitKey(model), ...counts };
}

/** For people. */
export function statusText({ lists, queues, workers, held_urls, max_urls }: Status): string {
  const rows = [
    ...lists.map(listLine),
    lists.length === 0 ? 'no lists' : '',
    ...queues.map(
      ({ model, waiting, active, delayed, failed }) =>
        `queue of ${model}: ${plural(waiting, 'job')} waiting, ${grouped(active)} active, ${grouped(delayed)} delayed, ${grouped(failed)} failed (${PREFIX}:${queueName(model)})`,
    ),
    workers.length === 0
      ? 'no workers'
      : `${plural(workers.length, 'worker')}: ${workers.map(({ host, pid }) => `${host} (${pid})`).join(', ')}`,
    `${grouped(held_urls)} of at most ${grouped(max_urls)} URLs are in Redis`,
  ];
  return `${rows.filter((row) => row !== '').join('\n')}\n`;
}

function listLine(list: ListStatus): string {
  const { name, model, urls, complete, done, errors, collected, rate, redis_bytes } = list;
  const percent = urls === 0 ? 100 : Math.floor((100 * done) / urls);
  const parts = [
    `${plural(urls, 'URL')} ${complete ? 'added' : 'so far'}`,
    `${grouped(done)} done (${percent} %)`,
    plural(errors, 'error'),
    `${grouped(collected)} collected`,
    ...(rate > 0 ? [`${grouped(Math.round(rate))}/s`] : []),
    `${(redis_bytes / 1e6).toFixed(1)} MB`,
  ];
  return `${name}: ${parts.join(' · ')} · ${model}`;
}
