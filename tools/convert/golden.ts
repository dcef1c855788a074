import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadModelCard } from '../../src/model/model-card.js';
import { WeightsError } from './weights/layer-weights.js';

const run = promisify(execFile);

/**
 * Writes `golden.json` beside the card, computed by the independent reference, for weights that the card
 * has no golden predictions for.
 */
export async function makeGolden(
  folder: string,
  weights: Uint8Array,
  sha256: string,
): Promise<void> {
  const file = join(folder, 'golden.json');
  await rm(file, { force: true });
  const { golden } = await loadModelCard(folder);
  if (golden?.weightsSha256 === sha256) return;
  console.log(`${folder}: computing its golden predictions with the numpy reference …`);
  await writeFile(file, await computeGolden(process.cwd(), folder, weights));
}

/**
 * Computes a model's golden predictions with the numpy reference, from the weights that were converted.
 *
 * @param root the project's root
 * @returns the golden section of a card, as JSON
 * @throws WeightsError with the reference's last lines if it fails
 */
async function computeGolden(root: string, folder: string, weights: Uint8Array): Promise<string> {
  await mkdir(join(root, 'build'), { recursive: true });
  const scratch = await mkdtemp(join(root, 'build/golden-'));
  try {
    const file = join(scratch, 'weights');
    const result = join(scratch, 'golden.json');
    await writeFile(file, weights);
    const script = [
      'tools/reference/run.sh',
      'golden',
      folder,
      '--weights',
      file,
      '--into',
      result,
    ];
    await run('sh', script, { cwd: root });
    return await readFile(result, 'utf8');
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new WeightsError(
      `the golden predictions could not be computed:\n${(stderr ?? message).trim().split('\n').slice(-4).join('\n')}`,
      { cause: error },
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
}
