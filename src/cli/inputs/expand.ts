import { stat } from 'node:fs/promises';
import { fileFailure, unavailable } from './file-failure.js';
import { glob, isGlob } from './glob.js';
import { hasImageExtension } from './image-extension.js';
import { isUrl } from './is-url.js';
import { failed, file, type Item } from './item.js';
import { readList } from './lines.js';
import { walk, type WalkTally } from './walk.js';

export interface Inputs {
  /** Files, folders, globs, URLs, and `-` for an image on standard input. */
  readonly inputs: readonly string[];
  /** Files with an input a line, globs excepted; `-` is standard input. */
  readonly lists: readonly string[];
  readonly recursive: boolean;
}

/**
 * Finds all images, one after the other, in the order of the inputs. Whatever leads to no image is an item
 * that failed.
 *
 * @param tally counts what was left out
 * @param isKnown whether a name is known to be an image's, so that its file is not looked at
 * @throws Error when a list cannot be read
 */
export async function* expand(
  { inputs, lists, recursive }: Inputs,
  tally: WalkTally,
  isKnown: (name: string) => boolean = () => false,
): AsyncGenerator<Item> {
  for (const input of inputs)
    if (input === '-') yield { name: '-', source: { kind: 'stdin' } };
    else yield* expandOne(input, { recursive, globs: true }, tally);
  for (const list of lists)
    for await (const line of readList(list))
      if (isKnown(line)) yield file(line);
      else yield* expandOne(line, { recursive, globs: false }, tally);
}

async function* expandOne(
  input: string,
  { recursive, globs }: { recursive: boolean; globs: boolean },
  tally: WalkTally,
): AsyncGenerator<Item> {
  if (isUrl(input)) {
    yield { name: input, source: { kind: 'url' } };
    return;
  }
  const found = await stat(input).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (found instanceof Error) {
    const missing = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    if (globs && missing && isGlob(input)) yield* orNothing(input, glob(input));
    else yield failed(input, fileFailure(found));
  } else if (found.isFile()) yield file(input);
  else if (found.isDirectory()) yield* folder(input, recursive, tally);
  else yield failed(input, unavailable('it is not a regular file: - reads an image from a pipe'));
}

/** Folders have other files too, so that only those with an image's extension are taken. */
async function* folder(input: string, recursive: boolean, tally: WalkTally): AsyncGenerator<Item> {
  const here: WalkTally = { otherFiles: 0, folders: 0 };
  const depth = recursive ? Infinity : 1;
  const options = { depth, followFolders: false, hidden: false, takes: hasImageExtension };
  let hasImages = false;
  for await (const item of walk(input, options, here)) {
    hasImages = true;
    yield item;
  }
  tally.otherFiles += here.otherFiles;
  tally.folders += here.folders;
  if (hasImages) return;
  const hint = !recursive && here.folders > 0 ? ': --recursive looks into its subfolders' : '';
  yield failed(input, unavailable(`the folder has no images${hint}`));
}

/** A pattern without a match is a mistake that must not stay unseen. */
async function* orNothing(input: string, found: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let hasMatch = false;
  for await (const item of found) {
    hasMatch = true;
    yield item;
  }
  if (!hasMatch) yield failed(input, unavailable('no file matches'));
}
