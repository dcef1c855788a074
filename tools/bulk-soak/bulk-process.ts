import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { startCommand } from '../start-command.js';

/** A running `image-classifier bulk`. */
export interface BulkProcess {
  readonly child: ChildProcess;
  /** What it has written to standard output so far. */
  output(): string;
  /** Resolves to the exit code; null if a signal ended it. */
  readonly ended: Promise<number | null>;
}

export function startBulk(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): BulkProcess {
  const child = spawn(process.execPath, ['dist/src/main.js', 'bulk', ...words], {
    env: { ...process.env, ...startCommand().environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  return {
    child,
    output: () => text,
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}
