import { JsonLines } from '../cli/output/json-lines.js';
import { failureOf } from '../cli/output/result.js';
import { errorCodeOf, pack } from './codec.js';
import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import type { ChunkQueue } from './queue.js';

/** An error's line shows nothing of a model. */
const LINES = new JsonLines({ labels: [], topK: undefined, minConfidence: 0, explained: false });

/**
 * Sees to it that a chunk without results gets some: one whose job has failed for good gets errors, one whose job
 * is lost is queued again.
 *
 * @throws Error if its URLs are gone from Redis
 */
export async function settleChunk(
  list: List,
  chunk: number,
  { store, queue }: { readonly store: ListStore; readonly queue: ChunkQueue },
): Promise<void> {
  const job = await queue.find(list, chunk);
  if (job !== undefined && job.failure === undefined) return;
  const loaded = await store.load(list.uid, chunk);
  if (loaded === undefined) {
    if ((await store.results(list, chunk)) !== undefined) return;
    throw new Error(
      `URLs of the list ${list.name} are gone from Redis: its memory must not be evicted`,
    );
  }
  if (job === undefined) {
    await queue.add(list, chunk);
    return;
  }
  const failure = failureOf(new Error(`its job failed: ${job.failure ?? ''}`));
  const { urls, progress } = loaded;
  const lines = urls.map(
    (url, index) => progress.lines[index] ?? LINES.format({ name: url, failure }),
  );
  const errors = lines.filter((line) => errorCodeOf(line) !== undefined).length;
  await store.finish(list, chunk, pack(lines.join('')), { urls: urls.length, errors });
  await queue.remove(list, chunk);
}
