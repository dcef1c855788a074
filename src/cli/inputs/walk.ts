import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from './file-failure.js';
import { failed, file, type Item } from './item.js';

export interface WalkOptions {
  /** Levels of folders: 1 is the folder itself. */
  readonly depth: number;
  /** Whether links to folders are followed. Only safe with a bounded depth: they may go round. */
  readonly followFolders: boolean;
  readonly hidden: boolean;
  /** Whether to take a file. */
  readonly takes: (path: string) => boolean;
}

/** What a walk came across and did not take. */
export interface WalkTally {
  /** Files that `takes` refused. Hidden ones are not counted. */
  otherFiles: number;
  /** Folders below the depth. */
  folders: number;
}

interface Level {
  readonly folder: string;
  readonly entries: readonly Dirent[];
  next: number;
}

/**
 * Walks a folder in the order of the names, the same on every machine. Holds the names of one folder a
 * level. A folder that cannot be read, like a link that leads nowhere, is an item that failed.
 */
export async function* walk(
  root: string,
  options: WalkOptions,
  tally: WalkTally,
): AsyncGenerator<Item> {
  const levels: Level[] = [];
  const enter = async (folder: string): Promise<Item | undefined> => {
    try {
      levels.push({ folder, entries: await sortedEntries(folder), next: 0 });
      return undefined;
    } catch (error) {
      return failed(folder, fileFailure(error));
    }
  };
  const failure = await enter(root);
  if (failure !== undefined) yield failure;
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const entry = level.entries[level.next++];
    if (entry === undefined) {
      levels.pop();
      continue;
    }
    if (!options.hidden && entry.name.startsWith('.')) continue;
    const path = join(level.folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === 'folder') {
      const entered =
        levels.length < options.depth && (!entry.isSymbolicLink() || options.followFolders);
      if (!entered) tally.folders++;
      const unreadable = entered ? await enter(path) : undefined;
      if (unreadable !== undefined) yield unreadable;
    } else if (kind === 'file') {
      if (options.takes(path)) yield file(path);
      else tally.otherFiles++;
    }
  }
}

async function sortedEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A link that leads nowhere counts as a file: its error is shown if it has an image's name. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const target = await stat(path);
    return target.isDirectory() ? 'folder' : target.isFile() ? 'file' : undefined;
  } catch {
    return 'file';
  }
}
