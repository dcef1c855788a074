import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository, seen from the compiled code. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What Node.js is given to run the service as `make run` does, from any folder: the flags of
 * package.json's `start`, then the program's whole path.
 */
export function serviceArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    scripts: { start: string };
  };
  const [, ...words] = scripts.start.split(' ');
  return words.map((word) => (word.startsWith('-') ? word : ROOT + word));
}
