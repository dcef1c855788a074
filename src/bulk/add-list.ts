import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../cli/usage-error.js';
import { sha256 } from './codec.js';
import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import type { ChunkQueue } from './queue.js';

/** In characters: no URL that is allowed has more, and of a longer line, so much tells that it is too long. */
const MAX_LINE = 8193;
/** Milliseconds until a full Redis is asked again. */
const FULL_PAUSE = 1000;
/** Chunks after which it is noted that their jobs are queued. */
const NOTE_AFTER = 50;

export interface Adding {
  readonly store: ListStore;
  readonly queue: ChunkQueue;
  /** URLs of all lists that Redis may hold. */
  readonly maxUrls: number;
  readonly stop: AbortSignal;
  /** Called when the next URLs must wait until others are collected. */
  readonly onFull: () => void;
  /** Called with the number of URLs so far. */
  readonly onAdded: (urls: number) => void;
}

/**
 * Adds all lines as chunks of a list, with a job for each. What the list has already is only compared.
 *
 * @returns whether there was anything to add
 * @throws UsageError if the list holds other lines, or the reason of `stop`
 */
export async function addList(
  list: List,
  lines: AsyncIterable<string>,
  adding: Adding,
): Promise<boolean> {
  const { store, queue, stop, onAdded } = adding;
  let digest = '';
  let chunk = 0;
  let urls = 0;
  for await (const texts of chunksOf(lines, list.urlsPerJob)) {
    stop.throwIfAborted();
    const before = digest;
    digest = sha256(`${before}\n${texts.join('\n')}`);
    if (chunk >= list.added) await addChunk(list, chunk, texts, { before, after: digest }, adding);
    else if (chunk + 1 === list.added && digest !== list.digest) throw otherLines(list);
    if (chunk >= list.queued) await queue.add(list, chunk);
    chunk++;
    urls += texts.length;
    if (chunk % NOTE_AFTER === 0) await store.noteQueued(list, chunk, false);
    onAdded(urls);
  }
  if (chunk < list.added) throw otherLines(list);
  await store.noteQueued(list, chunk, true);
  return !list.complete;
}

async function addChunk(
  list: List,
  chunk: number,
  texts: readonly string[],
  digest: { readonly before: string; readonly after: string },
  { store, maxUrls, stop, onFull }: Adding,
): Promise<void> {
  for (;;) {
    const outcome = await store.add(list, chunk, texts, digest, maxUrls);
    if (outcome === 'added') return;
    if (outcome === 'differs') throw otherLines(list);
    if (outcome === 'gone') throw new Error(`the list ${list.name} has been removed`);
    onFull();
    await sleep(FULL_PAUSE, undefined, { signal: stop });
  }
}

async function* chunksOf(lines: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let chunk: string[] = [];
  for await (const line of lines) {
    chunk.push(line.slice(0, MAX_LINE));
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function otherLines({ name }: List): UsageError {
  return new UsageError(
    `the list ${name} holds other URLs, or another command is adding to it: take another name, or bulk remove ${name}`,
  );
}
