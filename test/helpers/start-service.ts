import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdFetch } from './openapi/hold-fetch.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A process's exit and output. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** The output so far. */
  output(): { stdout: string; stderr: string };
}

/**
 * Starts a program, `main.js` unless told otherwise, with nothing in its environment but `PATH` and
 * what is given.
 *
 * @param descriptors how many files it may have open; without it, as many as this process
 */
export function spawnService(
  environment: Record<string, string>,
  program = MAIN,
  descriptors?: number,
): ServiceProcess {
  const command =
    descriptors === undefined
      ? [process.execPath, program]
      : ['sh', '-c', 'ulimit -n "$0" && exec "$@"', String(descriptors), process.execPath, program];
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => (texts[name] += String(text)));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...texts,
  }));
  return { child, ended, output: () => ({ ...texts }) };
}

export interface StartOptions {
  readonly program?: string;
  /** In milliseconds. */
  readonly timeout?: number;
  readonly descriptors?: number;
}

/**
 * Starts the service on a free loopback port and waits until it is ready. From then on, `fetch` fails for
 * answers that are not as the API's document says.
 *
 * @returns the process and its URL
 * @throws with the output, when the process ends or is not ready within `timeout` milliseconds
 */
export async function startService(
  environment: Record<string, string> = {},
  { program = MAIN, timeout = 60_000, descriptors }: StartOptions = {},
): Promise<ServiceProcess & { url: string; port: number }> {
  const service = spawnService(
    { HOST: '127.0.0.1', PORT: '0', ...environment },
    program,
    descriptors,
  );
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline && service.child.exitCode === null) {
    const port = Number(/listening on http:\/\/[^ ]*:(\d+)/.exec(service.output().stdout)?.[1]);
    if (port > 0) {
      const url = `http://127.0.0.1:${port}`;
      const response = await fetch(`${url}/readyz`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok) {
        holdFetch(url);
        return { ...service, url, port };
      }
    }
    await sleep(20);
  }
  service.child.kill('SIGKILL');
  const { stdout, stderr } = await service.ended;
  throw new Error(`the service did not become ready:\n${stdout}${stderr}`);
}
