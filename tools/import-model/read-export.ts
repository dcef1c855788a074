import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { ModelError } from '../../src/model/model-card.js';

/** A model as it was exported: reads one of its files by name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** Most files that an export may have. */
const MAX_FILES = 200;
/** Most bytes of an export, packed and unpacked. */
const MAX_BYTES = 500_000_000;

/** The files of a folder. */
export function folderExport(folder: string): ReadFile {
  return (name) => readBounded(join(folder, name));
}

/**
 * The files of a zip. Nothing is written to disk, so names that lead elsewhere lead nowhere.
 *
 * @throws ModelError if it is no zip, or has too many files or bytes
 */
export async function zipExport(file: string): Promise<ReadFile> {
  const files = unzip(file, await readBounded(file));
  const folder = folderOf(files);
  return (name) => {
    const path = folder + name;
    const content = Object.hasOwn(files, path) ? files[path] : undefined;
    return content === undefined
      ? Promise.reject(new ModelError(`${file} has no ${name}`))
      : Promise.resolve(content);
  };
}

/** Where the model is in a zip: at its top, as exported, or in the one folder that was zipped again. */
function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folders = Object.keys(files)
    // macOS adds a second tree, of attributes.
    .filter((name) => /(^|\/)model\.json$/.test(name) && !name.startsWith('__MACOSX/'))
    .map((name) => name.slice(0, -'model.json'.length));
  return folders.includes('') || folders.length !== 1 ? '' : (folders[0] ?? '');
}

function unzip(file: string, zip: Uint8Array): Record<string, Uint8Array> {
  let count = 0;
  let bytes = 0;
  try {
    return unzipSync(zip, {
      // What an entry unpacks to is cut off at the size that it gives here.
      filter: ({ originalSize }) => {
        count++;
        bytes += originalSize;
        if (count > MAX_FILES) throw new ModelError(`${file} has more than ${MAX_FILES} files`);
        if (bytes > MAX_BYTES)
          throw new ModelError(`${file} unpacks to more than ${MAX_BYTES} bytes`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`${file} is no zip`, { cause: error });
  }
}

async function readBounded(file: string): Promise<Uint8Array> {
  const stats = await stat(file).catch((error: unknown) => unreadable(file, error));
  if (!stats.isFile())
    throw new ModelError(`${file} is no file: MODEL_ZIP takes a zip, MODEL_SOURCE a folder`);
  if (stats.size > MAX_BYTES) throw new ModelError(`${file} is larger than ${MAX_BYTES} bytes`);
  return readFile(file);
}

function unreadable(file: string, cause: unknown): never {
  throw new ModelError(`${file} cannot be read`, { cause });
}
