import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import type { ChunkQueue } from './queue.js';

/** Removes a list with all that it has in Redis. A job that is worked on ends without a result. */
export async function removeList(
  list: List,
  store: ListStore,
  queue: ChunkQueue,
  stop: AbortSignal,
): Promise<void> {
  await store.markRemoving(list);
  // No chunk is added after it.
  const { collected, added } = (await store.find(list.name)) ?? list;
  for (let chunk = collected; chunk < added; chunk++) {
    stop.throwIfAborted();
    await store.removeChunk(list, chunk);
    await queue.remove(list, chunk);
  }
  await store.drop(list);
}
