import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelCard } from '../../src/model/model-card.js';

/** Models that npm's nsfwjs ships as JavaScript: `mobilenet_v2_mid` is a graph model, the others layers. */
export type NsfwjsName = 'mobilenet_v2_mid' | 'mobilenet_v2' | 'inception_v3';

interface ModelJson {
  readonly weightsManifest: readonly { readonly paths: readonly string[] }[];
}

const PACKAGE = fileURLToPath(
  new URL('../../../build/nsfwjs/node_modules/nsfwjs/dist/models/', import.meta.url),
);
const LABELS = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];

/** The card that models/README.md shows, for the preprocessing that is there. */
export function nsfwjsCard(name: NsfwjsName): ModelCard {
  const size = name === 'inception_v3' ? 299 : 224;
  return {
    name: 'nsfwjs',
    title: name === 'inception_v3' ? 'nsfwjs InceptionV3' : 'nsfwjs MobileNetV2',
    weights: {
      source: 'npm: nsfwjs 4.4.0',
      licence: 'MIT',
      attribution: 'Gant Laborde and others',
    },
    preprocessing: {
      channelOrder: 'RGB',
      resize: { mode: 'warp', width: size, height: size },
      resampling: 'bilinear-align-corners',
      crop: { width: size, height: size },
      mean: [0, 0, 0],
      scale: [1 / 255, 1 / 255, 1 / 255],
      foldedIntoFirstConvolution: false,
    },
    output: 'probabilities',
    labels: 'labels.json',
  };
}

/**
 * Writes a model of nsfwjs to a folder, which is made if it is not there: the TF.js files, the card and the
 * labels.
 *
 * @throws Error if the package is not there
 */
export async function writeNsfwjsModel(folder: string, name: NsfwjsName): Promise<void> {
  if (!existsSync(PACKAGE)) throw new Error('nsfwjs is not there: run "make nsfwjs"');
  const require = createRequire(import.meta.url);
  const model = require(join(PACKAGE, name, 'model.min.js')) as ModelJson;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), JSON.stringify(model));
  for (const path of model.weightsManifest.flatMap(({ paths }) => paths)) {
    const shard = require(join(PACKAGE, name, `${path}.min.js`)) as string;
    await writeFile(join(folder, path), Buffer.from(shard, 'base64'));
  }
  await writeFile(join(folder, 'card.json'), JSON.stringify(nsfwjsCard(name), undefined, 2));
  await writeFile(join(folder, 'labels.json'), JSON.stringify(LABELS));
}
