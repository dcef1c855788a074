import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import type { GraphModel, Tensor } from '@tensorflow/tfjs-node';
import { loadGraphOf } from '../../src/inference/child/load-graph.js';
import type { LoadedGraph } from '../../src/inference/child/loaded-graph.js';
import { loadTensorflow } from '../../src/inference/child/tensorflow.js';
import { compare } from '../inference/child/pillow.js';
import { GOLDEN_IMAGES, resizedGoldenImage } from './golden-images.js';
import { writeNsfwjsModel } from '../../tools/nsfwjs/write-model.js';

const SIZE = 224;

let loaded: LoadedGraph;
let reference: GraphModel;

const folder = await mkdtemp(join(tmpdir(), 'image-classifier-test-'));
test.after.always(() => rm(folder, { recursive: true }));

test.before(async () => {
  await writeNsfwjsModel(folder, 'mobilenet_v2_mid');
  const tf = loadTensorflow();
  await tf.setBackend('cpu');
  reference = await tf.loadGraphModel(pathToFileURL(join(folder, 'model.json')).href);
  loaded = await loadGraphOf(folder);
});

test.serial('nsfwjs’ graph model runs as one graph', (t) => {
  t.is(loaded.note, undefined);
  t.is(loaded.graph.constructor.name, 'GraphSession');
});

for (const name of GOLDEN_IMAGES)
  test.serial(`nsfwjs’ graph model answers as TF.js in pure JavaScript: ${name}`, async (t) => {
    const pixels = await resizedGoldenImage(name, SIZE);
    const tf = loadTensorflow();
    const expected = tf.tidy(() => {
      const input = tf.tensor(pixels, [1, SIZE, SIZE, 3]).div(255);
      return (reference.predict(input) as Tensor).dataSync<'float32'>();
    });
    t.is(tf.getBackend(), 'cpu');
    const { probabilities } = loaded.graph.run(pixels);
    t.true(compare(probabilities, expected).largest < 1e-4);
  });
