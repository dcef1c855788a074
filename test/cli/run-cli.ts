import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export const GOLDEN = resolve('models/golden');

/** The golden images, in the order in which a folder is walked. */
export const GOLDEN_IMAGES = readdirSync(GOLDEN)
  .filter((name) => /\.(png|jpg)$/.test(name))
  .sort();

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  readonly nodeOptions?: readonly string[];
}

export interface CliEnding {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command; its standard input is open. */
export function spawnCli(
  words: readonly string[],
  { env = {}, cwd, nodeOptions = [] }: CliOptions = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliEnding>; output: () => string } {
  const child = spawn(process.execPath, [...nodeOptions, MAIN, ...words], {
    env: { PATH: process.env['PATH'], CLASSIFIER_PROCESSES: '1', ...env },
    cwd,
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => (texts[name] += String(text)));
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...texts }));
  return { child, ended, output: () => texts.stdout };
}

/** Runs `image-classifier classify` to its end. */
export async function classify(
  words: readonly string[],
  { input = '', ...options }: CliOptions & { readonly input?: string | Buffer } = {},
): Promise<CliEnding> {
  const { child, ended } = spawnCli(['classify', ...words], options);
  child.stdin.end(input);
  return await ended;
}

export function lines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

export interface JsonResult {
  readonly image: string;
  readonly classification?: string | null;
  readonly confidence?: string;
  readonly predictions?: { classification: string; confidence: string }[];
  readonly explanation?: string;
  readonly error?: { code: string; message: string };
}

export function results(text: string): JsonResult[] {
  return lines(text).map((line) => JSON.parse(line) as JsonResult);
}

/** The images of results, in their order. */
export function images(text: string): string[] {
  return results(text).map(({ image }) => image);
}

export function golden(name: string): string {
  return join(GOLDEN, name);
}
