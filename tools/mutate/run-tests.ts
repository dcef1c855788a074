import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Process groups of runs that have not ended. */
const groups = new Set<number>();
process.on('exit', () => {
  groups.forEach(endGroup);
});

export type Outcome = 'green' | 'red' | 'timeout';

/**
 * Runs a workspace's own ava in it: another copy does not know the modules that its workers load.
 *
 * @param parameters ava's: test files, and `--fail-fast` to stop at the first test that fails
 * @param timeout milliseconds, after which all processes of the run are killed
 */
export async function runTests(
  workspace: string,
  parameters: readonly string[],
  timeout: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const require = createRequire(join(workspace, 'package.json'));
  const ava = join(dirname(require.resolve('ava')), 'cli.mjs');
  const child = spawn(process.execPath, [ava, ...parameters], {
    cwd: workspace,
    env: { ...process.env, ...environment },
    stdio: 'ignore',
    // A process group of its own, so that what a broken service leaves behind can be ended too.
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const timer = new AbortController();
  const expired = sleep(timeout, undefined, { signal: timer.signal }).catch(() => undefined);
  const code = await Promise.race([exit.then(([status]) => status ?? 1), expired]);
  timer.abort();
  if (group !== undefined) endGroup(group);
  if (code === undefined) await exit;
  if (code === undefined) return 'timeout';
  return code === 0 ? 'green' : 'red';
}

function endGroup(group: number): void {
  groups.delete(group);
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // All of them are gone.
  }
}
