import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256, unpack } from './codec.js';
import type { List } from './list.js';
import { CLAIM_TTL, type ListStore } from './list-store.js';
import type { ChunkQueue } from './queue.js';
import type { ResultsOutput } from './results-output.js';
import { settleChunk } from './settle-chunk.js';

/** Milliseconds between two looks for the next chunk. */
const POLL = 250;
/** Milliseconds that a command that ends waits for Redis. */
const RELEASE_TIMEOUT = 1000;
/** Looks after which the chunk's job is looked at too. */
const SETTLE_AFTER = 8;

export interface Collecting {
  readonly store: ListStore;
  /** Without a signal that stops it: what is written is always noted. */
  readonly ledger: ListStore;
  readonly queue: ChunkQueue;
  readonly output: ResultsOutput;
  readonly stop: AbortSignal;
  /** Called while another command collects the list. */
  readonly onOther: () => void;
  /** Called with the number of URLs that have been collected, and of those that there are. */
  readonly onCollected: (urls: number) => void;
}

/**
 * Writes the results of a list in the order of its URLs, and frees each chunk after it was written. Waits for
 * those that are not there yet.
 *
 * @throws Error if the list is removed, or the reason of `stop`
 */
export async function collectList(name: string, collecting: Collecting): Promise<void> {
  const { store, ledger, output, stop, onCollected } = collecting;
  const token = randomUUID();
  let list = await claim(name, token, collecting);
  const lost = new AbortController();
  const keeping = setInterval(() => {
    void ledger.claim(list, token).then(
      (kept) => {
        if (!kept) lost.abort();
      },
      () => undefined,
    );
  }, CLAIM_TTL / 3);
  try {
    await output.open(list);
    let chunk = list.collected;
    let looks = 0;
    onCollected(list.collectedUrls);
    let urls = list.collectedUrls;
    for (;;) {
      stop.throwIfAborted();
      if (lost.signal.aborted) throw takenOver(name);
      const packed = await store.results(list, chunk);
      if (packed !== undefined) {
        const text = unpack(packed);
        await output.write(text);
        const count = text.split('\n').length - 1;
        const written = { urls: count, bytes: Buffer.byteLength(text), digest: sha256(text) };
        if (!(await ledger.collect(list, chunk, written, token))) throw takenOver(name);
        urls += count;
        onCollected(urls);
        chunk++;
        looks = 0;
        continue;
      }
      list = await current(list, store);
      if (list.complete && chunk === list.added) break;
      if (chunk < list.added && looks++ % SETTLE_AFTER === SETTLE_AFTER - 1)
        await settleChunk(list, chunk, collecting);
      else await sleep(POLL, undefined, { signal: stop });
    }
    await ledger.expire(list);
  } finally {
    clearInterval(keeping);
    // Redis may be what the command has ended for.
    await Promise.race([ledger.release(list, token), sleep(RELEASE_TIMEOUT)]);
  }
}

/** Waits until no other command collects the list: the right of one that was killed ends after 10 s. */
async function claim(name: string, token: string, collecting: Collecting): Promise<List> {
  const { store, stop, onOther } = collecting;
  for (;;) {
    const list = await store.find(name);
    if (list === undefined || list.removing) throw new Error(`there is no list ${name}`);
    // Read again, because a command that had it may have gone on until now.
    if (await store.claim(list, token)) return (await store.find(name)) ?? list;
    onOther();
    await sleep(POLL, undefined, { signal: stop });
  }
}

async function current({ name, uid }: List, store: ListStore): Promise<List> {
  const list = await store.find(name);
  if (list?.uid === uid && !list.removing) return list;
  throw new Error(`the list ${name} has been removed`);
}

function takenOver(name: string): Error {
  return new Error(`another command collects the list ${name} now`);
}
