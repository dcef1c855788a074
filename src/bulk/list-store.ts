import { randomBytes } from 'node:crypto';
import type { LastingRedis } from '../redis/lasting-redis.js';
import type { ScriptReply } from '../redis/script.js';
import { packProgress, packUrls, type Progress, unpackProgress, unpackUrls } from './codec.js';
import { chunkKey, type ChunkPart, collectorKey, HELD, listKey, LISTS, recentKey } from './keys.js';
import { type List, parseList } from './list.js';
import * as scripts from './scripts.js';

/** Seconds that a list is remembered after all of it was collected. */
const REMEMBERED = 604_800;
/** Milliseconds after which a collecting command that was killed no longer has the right to. */
export const CLAIM_TTL = 10_000;

/** The lists in Redis. All methods wait while Redis is away. */
export class ListStore {
  constructor(
    private readonly redis: LastingRedis,
    private readonly stop?: AbortSignal,
  ) {}

  async names(): Promise<string[]> {
    return (await this.redis.run((client) => client.smembers(LISTS), this.stop)).sort();
  }

  async find(name: string): Promise<List | undefined> {
    return parseList(
      name,
      await this.redis.run((client) => client.hgetall(listKey(name)), this.stop),
    );
  }

  /** Makes a list, or finds the one that has its name. */
  async create(
    name: string,
    {
      model,
      identity,
      options,
      urlsPerJob,
    }: Pick<List, 'model' | 'identity' | 'options' | 'urlsPerJob'>,
  ): Promise<List> {
    const fields = {
      ...{ uid: randomBytes(9).toString('base64url').replaceAll('-', '_'), model, identity },
      ...{ options: JSON.stringify(options), urls_per_job: urlsPerJob, digest: '' },
      ...{ added: 0, urls: 0, queued: 0, done: 0, errors: 0, collected: 0, collected_urls: 0 },
    };
    const reply = await this.run(
      scripts.CREATE,
      [listKey(name), LISTS],
      [name, ...Object.entries(fields).flat()],
    );
    const list = parseList(name, pairs(reply));
    if (list === undefined) throw new Error(`${name} is no list`);
    return list;
  }

  /**
   * @param digest of all chunks before, and of this one too
   * @param room for so many URLs, of all lists
   */
  async add(
    { name, uid }: List,
    chunk: number,
    urls: readonly string[],
    digest: { readonly before: string; readonly after: string },
    room: number,
  ): Promise<'added' | 'differs' | 'full' | 'gone'> {
    const reply = await this.run(
      scripts.ADD,
      [listKey(name), HELD, chunkKey(uid, chunk, 'in')],
      [uid, chunk, digest.before, digest.after, urls.length, packUrls(urls), room],
    );
    return String(reply) as 'added' | 'differs' | 'full' | 'gone';
  }

  async noteQueued({ name, uid }: List, chunks: number, complete: boolean): Promise<void> {
    await this.run(scripts.QUEUED, [listKey(name)], [uid, chunks, complete ? '1' : '0']);
  }

  /** @returns undefined if the chunk is finished, or gone */
  async load(
    uid: string,
    chunk: number,
  ): Promise<{ urls: string[]; progress: Progress } | undefined> {
    const keys = [chunkKey(uid, chunk, 'in'), chunkKey(uid, chunk, 'part')];
    const [urls, part] = await this.redis.run((client) => client.mgetBuffer(...keys), this.stop);
    if (!urls) return undefined;
    const list = unpackUrls(urls);
    return { urls: list, progress: unpackProgress(part ?? null, list.length) };
  }

  async save(
    { name, uid }: Pick<List, 'name' | 'uid'>,
    chunk: number,
    progress: Progress,
  ): Promise<void> {
    const keys = [listKey(name), ...chunkKeys(uid, chunk, 'in', 'part')];
    await this.run(scripts.SAVE, keys, [uid, packProgress(progress)]);
  }

  /**
   * @param results as `pack` makes them
   * @returns whether they are the chunk's results now: they are not if it has others, or is gone
   */
  async finish(
    { name, uid }: Pick<List, 'name' | 'uid'>,
    chunk: number,
    results: Buffer,
    counts: { readonly urls: number; readonly errors: number },
  ): Promise<boolean> {
    const keys = [listKey(name), ...chunkKeys(uid, chunk, 'in', 'part', 'out'), recentKey(uid)];
    return (await this.run(scripts.FINISH, keys, [uid, results, counts.urls, counts.errors])) === 1;
  }

  /** @returns undefined while the chunk has none */
  async results({ uid }: List, chunk: number): Promise<Buffer | undefined> {
    const key = chunkKey(uid, chunk, 'out');
    return (await this.redis.run((client) => client.getBuffer(key), this.stop)) ?? undefined;
  }

  /** @returns whether this command may collect the list */
  async claim({ uid }: List, token: string): Promise<boolean> {
    return (await this.run(scripts.CLAIM, [collectorKey(uid)], [token, CLAIM_TTL])) === 1;
  }

  async release({ uid }: List, token: string): Promise<void> {
    await this.run(scripts.RELEASE, [collectorKey(uid)], [token]);
  }

  /** @returns whether the chunk's memory is free: it is not if another command collects the list */
  async collect(
    { name, uid }: List,
    chunk: number,
    written: { readonly urls: number; readonly bytes: number; readonly digest: string },
    token: string,
  ): Promise<boolean> {
    const keys = [listKey(name), HELD, chunkKey(uid, chunk, 'out'), collectorKey(uid)];
    const { urls, bytes, digest } = written;
    return (await this.run(scripts.COLLECT, keys, [uid, chunk, urls, bytes, digest, token])) === 1;
  }

  /** An empty file is begun: it gets what is not collected yet. */
  async noteBase({ name, uid, written }: List): Promise<void> {
    await this.run(scripts.BASE, [listKey(name)], [uid, written]);
  }

  /** All is collected: what is left of the list goes by itself. */
  async expire({ name }: List): Promise<void> {
    await this.redis.run((client) => client.expire(listKey(name), REMEMBERED), this.stop);
  }

  async markRemoving({ name, uid }: List): Promise<void> {
    await this.run(scripts.REMOVING, [listKey(name)], [uid]);
  }

  async removeChunk({ uid }: List, chunk: number): Promise<void> {
    const keys = chunkKeys(uid, chunk, 'in', 'part', 'out');
    await this.redis.run((client) => client.del(...keys), this.stop);
  }

  async drop({ name, uid }: List): Promise<void> {
    const keys = [listKey(name), HELD, LISTS, recentKey(uid), collectorKey(uid)];
    await this.run(scripts.DROP, keys, [uid, name]);
  }

  /** Forgets the name of a list that has gone by itself. */
  async forget(name: string): Promise<void> {
    await this.redis.run((client) => client.srem(LISTS, name), this.stop);
  }

  /** Moments in seconds, and how many URLs were finished then, the latest first. */
  async recent({ uid }: List): Promise<{ moment: number; urls: number }[]> {
    const rows = await this.redis.run((client) => client.lrange(recentKey(uid), 0, -1), this.stop);
    return rows.map((row) => {
      const [moment = 0, urls = 0] = row.split(' ').map(Number);
      return { moment, urls };
    });
  }

  private run(
    script: (typeof scripts)[keyof typeof scripts],
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
  ): Promise<ScriptReply> {
    return this.redis.run((client) => script.run(client, keys, args), this.stop);
  }
}

function chunkKeys(uid: string, chunk: number, ...parts: ChunkPart[]): string[] {
  return parts.map((part) => chunkKey(uid, chunk, part));
}

function pairs(reply: ScriptReply): Record<string, string> {
  const texts = Array.isArray(reply) ? reply.map(String) : [];
  const entries = texts.flatMap((text, index) =>
    index % 2 === 0 ? [[text, texts[index + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(entries);
}
