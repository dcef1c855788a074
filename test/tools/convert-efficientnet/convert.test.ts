import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { WeightsError } from '../../../tools/convert/weights/layer-weights.js';
import { convert } from '../../../tools/convert-efficientnet/convert.js';
import { fetchEfficientNetWeights } from '../../../tools/convert-efficientnet/fetch-weights.js';
import { foldBatchNorm } from '../../../tools/convert-efficientnet/fold-batch-norm.js';
import { ROOT, temporaryFolder } from '../../helpers/squeezenet-variant.js';

const LITE0 = join(ROOT, 'models/efficientnet_lite0');

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

test('EfficientNet-Lite0 comes out the same, byte for byte, everywhere', async (t) => {
  const into = await temporaryFolder(t);
  await convert(LITE0, await fetchEfficientNetWeights(ROOT, '0'), into);
  t.is(
    await sha256Of(join(into, 'group1-shard1of1.bin')),
    '7e698fcbbd12546063e83ee840320c384fd20fd7575aea4dd49454ed452d1018',
  );
  t.is(
    await sha256Of(join(into, 'model.json')),
    '76d27a09d958cd506d46cf5ea5a676f2611d47eb86b831e007946baf353317a0',
  );
});

test('weights that are not the card’s are refused', async (t) => {
  const into = join(await temporaryFolder(t), 'model');
  await t.throwsAsync(convert(LITE0, Buffer.from('other weights'), into), {
    instanceOf: WeightsError,
    message:
      /^the weights have the sha256 [0-9a-f]{64} where efficientnet_lite0's card says 57934424/,
  });
  await t.throwsAsync(readdir(into), { code: 'ENOENT' });
});

test('a folded batch normalization is the convolution and the normalization', (t) => {
  // ε is 0.001, so that the deviations are 2 and 0.5.
  const norm = {
    gamma: Float32Array.of(4, 3),
    beta: Float32Array.of(1, -1),
    mean: Float32Array.of(10, 2),
    variance: Float32Array.of(3.999, 0.249),
  };
  const { kernel, bias } = foldBatchNorm(
    { kernel: Float32Array.of(1, 2, 3, 4), shape: [1, 1, 2, 2] },
    norm,
  );
  const close = (actual: Float32Array, expected: number[]) =>
    expected.every((value, index) => Math.abs(value - (actual[index] ?? NaN)) < 1e-4);
  t.true(close(kernel, [2, 12, 6, 24]), String(kernel));
  t.true(close(bias, [-19, -13]), String(bias));
});
