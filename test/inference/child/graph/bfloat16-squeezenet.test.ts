import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { toBfloat16 } from '../../../../src/inference/child/graph/bfloat16-graph.js';
import { GraphSession } from '../../../../src/inference/child/graph/graph-session.js';
import { preprocess } from '../../../../src/inference/child/preprocess.js';
import { readGraphModel } from '../../../../src/model/graph-model-file.js';
import { loadModelCard } from '../../../../src/model/model-card.js';
import { ROOT, SQUEEZENET_1_1 } from '../../../helpers/squeezenet-variant.js';
import { compare } from '../pillow.js';
import { wrappedGraph } from './run-in-bfloat16.js';

const BFLOAT16 = 'DT_BFLOAT16';

test('SqueezeNet has two casts of its own, after its input’s and before the mean, and no float32 weights', async (t) => {
  const { nodes, constants } = toBfloat16(await wrappedGraph(SQUEEZENET_1_1));
  const casts = nodes.filter(({ op }) => op === 'Cast');
  t.deepEqual(
    casts.map(({ attr }) => `${attr['SrcT']?.type ?? ''} ${attr['DstT']?.type ?? ''}`).sort(),
    ['DT_BFLOAT16 DT_FLOAT', 'DT_FLOAT DT_BFLOAT16', 'DT_UINT8 DT_FLOAT'],
  );
  const last = casts.find(
    ({ attr }) => attr['DstT']?.type === 'DT_FLOAT' && attr['SrcT']?.type === BFLOAT16,
  );
  t.is(nodes.find(({ op }) => op === 'Mean')?.input[0], last?.name);
  t.is(nodes.filter(({ op }) => op === 'Conv2D').length, 26);
  const types = nodes
    .filter(({ op }) => op === 'Conv2D' || op === 'BiasAdd')
    .map(({ attr }) => attr['T']?.type);
  t.deepEqual(new Set(types), new Set([BFLOAT16]));
  const weights = nodes
    .filter(({ op }) => op === 'Const')
    .map(({ name }) => constants.get(name)?.dtype);
  t.deepEqual([...new Set(weights)].sort(), [BFLOAT16, 'DT_INT32']);
});

test('in bfloat16 SqueezeNet’s probabilities are close to those in float32, and not the same', async (t) => {
  const card = await loadModelCard(SQUEEZENET_1_1);
  const model = await readGraphModel(SQUEEZENET_1_1);
  const exact = await GraphSession.load(model, card);
  const fast = await GraphSession.load(model, card, 'bfloat16');
  const golden = join(ROOT, 'models/golden');
  const files = (await readdir(golden)).filter((name) => /\.(png|jpg)$/.test(name));
  t.true(files.length > 10);
  for (const name of files) {
    const options = { maxPixels: 1e7, minimumSize: () => ({ width: 1e4, height: 1e4 }) };
    const image = await decodeImage(await readFile(join(golden, name)), options);
    const pixels = preprocess(image, card.preprocessing);
    const { largest } = compare(fast.run(pixels).probabilities, exact.run(pixels).probabilities);
    t.true(largest > 1e-5 && largest < (card.golden?.bfloat16Tolerance ?? 0), `${name} ${largest}`);
  }
});
