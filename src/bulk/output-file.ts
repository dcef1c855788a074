import type { FileHandle } from 'node:fs/promises';
import { openToWrite } from '../cli/output/results-file.js';
import { UsageError } from '../cli/usage-error.js';
import { sha256, unpack } from './codec.js';
import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import { collectedBefore, type ResultsOutput } from './results-output.js';

/**
 * A file of results that a later run goes on with. A chunk that was written but not freed before the command was
 * killed is cut off again, and written anew. A file that holds anything else is left as it is.
 *
 * @param note tells the person at the terminal something
 * @throws UsageError if it cannot be written
 */
export async function outputFile(
  path: string,
  store: ListStore,
  note: (text: string) => void,
): Promise<ResultsOutput> {
  const handle = await openToWrite(path);
  return {
    open: async (list) => {
      const { size } = await handle.stat();
      if (size === 0) {
        if (list.collected > 0) note(collectedBefore(list.name, list.collectedUrls));
        await store.noteBase(list);
        return;
      }
      const end = list.written - list.base;
      if (!(await endsWithLast(list, handle, end, size)))
        throw new UsageError(
          `--out ${path} is left alone: it does not hold what was collected of ${list.name}`,
        );
      if (!(await isBegun(list, store, handle, end, size)))
        throw new UsageError(
          `--out ${path} is left alone: it holds more than what was collected of ${list.name}`,
        );
      await handle.truncate(end);
    },
    write: async (text) => {
      await handle.appendFile(text);
      // Redis frees the chunk after it.
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}

/** Whether the last chunk that was collected ends in the file where it should. */
async function endsWithLast(
  { lastBytes, lastDigest }: List,
  handle: FileHandle,
  end: number,
  size: number,
): Promise<boolean> {
  if (end === 0) return true;
  if (size < end || end < lastBytes) return false;
  return sha256(await readAt(handle, end - lastBytes, lastBytes)) === lastDigest;
}

/**
 * Whether what follows is the beginning of the chunks that are next: several, if Redis was restarted and has lost
 * the last second.
 */
async function isBegun(
  list: List,
  store: ListStore,
  handle: FileHandle,
  end: number,
  size: number,
): Promise<boolean> {
  let position = end;
  for (let chunk = list.collected; position < size; chunk++) {
    const packed = await store.results(list, chunk);
    if (packed === undefined) return false;
    const bytes = Buffer.from(unpack(packed));
    const there = await readAt(handle, position, Math.min(bytes.length, size - position));
    if (!there.equals(bytes.subarray(0, there.length))) return false;
    position += there.length;
  }
  return true;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
