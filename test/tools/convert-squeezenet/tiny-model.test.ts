import { readFile, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import type { Preprocessing } from '../../../src/model/model-card.js';
import { Model } from '../../../src/inference/child/model.js';
import { convert } from '../../../tools/convert-squeezenet/convert.js';
import { runModel } from '../../helpers/run-model.js';
import { ROOT, temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { CLASSES, ndfFile, tinyLayers, writeCard, type Version } from './tiny-weights.js';

// The whole way, from weights file to probabilities, of both architectures, against numpy and Pillow.

const PHOTO = join(ROOT, 'models/golden/chelsea.png');

const cases: [Version, Partial<Preprocessing>][] = [
  ['1.0', {}],
  ['1.1', {}],
  ['1.0', { channelOrder: 'RGB', mean: [123.7, 116.3, 103.5], scale: [1.5, 0.5, -1] }],
  ['1.1', { channelOrder: 'RGB', mean: [9, 99, 199], scale: [1, 2, 0.5] }],
  ['1.1', { scale: [0.5, 1, 2], foldedIntoFirstConvolution: false }],
  ['1.1', { resize: { mode: 'short-side', size: 240 }, resampling: 'bilinear' }],
];

for (const [version, change] of cases)
  test(`SqueezeNet ${version} answers as numpy says: ${JSON.stringify(change)}`, async (t) => {
    const folder = await temporaryFolder(t);
    const weights = ndfFile(tinyLayers(version));
    const file = join(folder, 'weights.pkl');
    await writeFile(file, weights);
    await writeCard(folder, version, change);
    await convert(folder, weights);
    const args = ['predict', folder, '--weights', file, '--probabilities', folder, PHOTO];
    await promisify(execFile)('sh', [join(ROOT, 'tools/reference/run.sh'), ...args]);
    const { buffer, byteOffset } = await readFile(join(folder, 'chelsea.png.f32'));
    const expected = new Float32Array(buffer.slice(byteOffset, byteOffset + CLASSES * 4));

    const model = await Model.load(folder);
    const { probabilities } = await runModel(model, await readFile(PHOTO), 1_000_000);
    model.dispose();

    // The weights are such that no class wins by so much that nothing else would show.
    t.true(Math.max(...expected) < 0.9 && Math.min(...expected) > 0.001, expected.join());
    t.is(probabilities.length, CLASSES);
    for (const [index, probability] of expected.entries())
      t.true(Math.abs((probabilities[index] ?? 1) - probability) < 1e-4, probabilities.join());
  });
