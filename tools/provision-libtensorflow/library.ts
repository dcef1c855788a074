import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { libraryNames } from './platforms.js';
import { ProvisionError } from './provision-error.js';

/** A libtensorflow on disk: paths of its two libraries and of its headers. */
export interface Library {
  readonly main: string;
  readonly framework: string;
  readonly include: string;
  /** Whether its folder can hold no other library than the pinned one. */
  readonly pinned: boolean;
}

/** What the binding includes of the C API. */
const HEADERS = ['tensorflow/c/c_api.h', 'tensorflow/c/eager/c_api.h'];

/**
 * Finds libtensorflow in a folder: `lib/` (or, as in an unpacked wheel, the folder itself) and
 * `include/`.
 *
 * @param called what messages call the folder
 * @throws ProvisionError that names what is missing.
 */
export function findLibrary(folder: string, called: string, pinned = false): Library {
  if (!existsSync(folder)) throw new ProvisionError(`${called} does not exist`);
  const names = libraryNames();
  function find(candidates: readonly string[]): string {
    const found = ['lib', '.']
      .flatMap((place) => candidates.map((name) => join(folder, place, name)))
      .find((path) => existsSync(path));
    if (found === undefined)
      throw new ProvisionError(
        `${called} has no ${candidates.map((name) => `lib/${name}`).join(' or ')}`,
      );
    return found;
  }
  for (const header of HEADERS)
    if (!existsSync(join(folder, 'include', header)))
      throw new ProvisionError(`${called} has no include/${header}`);
  return {
    main: find(names.main),
    framework: find(names.framework),
    include: join(folder, 'include'),
    pinned,
  };
}
