import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root, relative to the compiled code. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How package.json's `start` runs the service: `exec env`, variables, the command. */
export interface StartCommand {
  /** The variables that it sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** `node`, its flags and the program. */
  readonly words: readonly string[];
}

export function startCommand(): StartCommand {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    scripts: { start: string };
  };
  const [, , ...words] = scripts.start.split(' ');
  const program = words.indexOf('node');
  const environment = Object.fromEntries(
    words.slice(0, program).map((word) => word.split('=') as [string, string]),
  );
  return { environment, words: words.slice(program) };
}

/**
 * Node.js's arguments to run the service as `make run` does, from any folder: the flags of
 * package.json's `start`, then the program's absolute path.
 */
export function serviceArguments(): string[] {
  const [, ...words] = startCommand().words;
  return words.map((word) => (word.startsWith('-') ? word : ROOT + word));
}
