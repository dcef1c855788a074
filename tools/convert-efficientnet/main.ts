/** `make model MODEL=efficientnet_lite0`: makes the folder of the model that its argument names. */
import { join } from 'node:path';
import { failWithOneLine } from '../convert/fail-with-one-line.js';
import { makeGolden } from '../convert/golden.js';
import { WeightsError } from '../convert/weights/layer-weights.js';
import { convert } from './convert.js';
import { fetchEfficientNetWeights } from './fetch-weights.js';

async function main(name = ''): Promise<void> {
  const size = /^efficientnet_lite([012])$/.exec(name)?.[1];
  if (size === undefined)
    throw new WeightsError(`there is no model ${name}: make efficientnet_lite0, 1 or 2`);
  const folder = join('models', name);
  console.log(`${folder}: converting …`);
  const weights = await fetchEfficientNetWeights(process.cwd(), size);
  const sha256 = await convert(folder, weights);
  await makeGolden(folder, weights, sha256);
  console.log(`${folder}: made from weights with the sha256 ${sha256}`);
}

main(process.argv[2]).catch(failWithOneLine);
