import type { ExecutionContext } from 'ava';
import { once } from 'node:events';
import { type ImageServer, startImageServer, type Route } from '../helpers/image-server.js';
import { type CliEnding, golden, spawnCli } from '../cli/run-cli.js';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../src/bulk/status.js';

/** The environment of all commands of a test. */
export type Environment = Record<string, string>;

export function environment(
  { url }: { readonly url: string },
  more: Environment = {},
): Environment {
  return { REDIS_URL: url, IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8', BULK_HOST_RATE: '0', ...more };
}

/** Runs `image-classifier bulk` to its end. */
export async function bulk(
  env: Environment,
  words: readonly string[],
  input = '',
): Promise<CliEnding> {
  const { child, ended } = spawnCli(['bulk', ...words], { env });
  child.stdin.end(input);
  return await ended;
}

/** Adds lines as a list. */
export async function add(
  env: Environment,
  name: string,
  lines: readonly string[],
  ...options: string[]
): Promise<CliEnding> {
  const input = lines.map((line) => `${line}\n`).join('');
  return await bulk(env, ['add', name, '--from', '-', ...options], input);
}

export type Spawned = ReturnType<typeof spawnCli>;

/** Starts a command that is ended after the test. */
export function start(t: ExecutionContext, env: Environment, ...words: string[]): Spawned {
  const spawned = spawnCli(['bulk', ...words], { env });
  t.teardown(async () => {
    const { child } = spawned;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  return spawned;
}

/** Starts a worker and waits until it works. */
export async function startWorker(
  t: ExecutionContext,
  env: Environment,
  ...words: string[]
): Promise<Spawned> {
  const worker = start(t, env, 'work', ...words);
  await until(() => worker.output().includes('"worker-started"'), worker.ended);
  return worker;
}

/** Looks until something is so; fails if a command ends before. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  ended?: Promise<CliEnding>,
): Promise<void> {
  let ending: CliEnding | undefined;
  void ended?.then((value) => (ending = value));
  while (!(await isSo())) {
    if (ending !== undefined) throw new Error(`it ended: ${JSON.stringify(ending)}`);
    await sleep(20);
  }
}

export async function status(env: Environment): Promise<Status> {
  const { stdout } = await bulk(env, ['status', '--json']);
  return JSON.parse(stdout) as Status;
}

/** A small image, which takes the classifier a few milliseconds. */
export const IMAGE = readFileSync(golden('rocket.jpg'));

/** Serves an image at `/0`, `/1` and so on. */
export async function serveImages(
  t: ExecutionContext,
  count: number,
  route: Route = IMAGE,
): Promise<ImageServer & { readonly urls: readonly string[] }> {
  const paths = Array.from({ length: count }, (_, index) => `/${index}`);
  const server = await startImageServer(Object.fromEntries(paths.map((path) => [path, route])));
  t.teardown(server.close);
  return Object.assign(server, { urls: paths.map((path) => server.url(path)) });
}
