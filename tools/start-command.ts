import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root, relative to the compiled code. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Node.js's arguments to run the service as `make run` does, from any folder: the flags of
 * package.json's `start`, then the program's absolute path.
 */
export function serviceArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    scripts: { start: string };
  };
  const [, ...words] = scripts.start.split(' ');
  return words.map((word) => (word.startsWith('-') ? word : ROOT + word));
}
