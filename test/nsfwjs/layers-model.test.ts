import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { loadGraphOf } from '../../src/inference/child/load-graph.js';
import { loadTensorflow } from '../../src/inference/child/tensorflow.js';
import { compare } from '../inference/child/pillow.js';
import { resizedGoldenImage } from './golden-images.js';
import { writeNsfwjsModel } from '../../tools/nsfwjs/write-model.js';

const folder = await mkdtemp(join(tmpdir(), 'image-classifier-test-'));
test.after.always(() => rm(folder, { recursive: true }));

test('nsfwjs’ layers run as one graph, and answer as TF.js in pure JavaScript', async (t) => {
  t.timeout(300_000);
  await writeNsfwjsModel(folder, 'mobilenet_v2');
  const { graph, note } = await loadGraphOf(folder);
  t.is(note, undefined);
  t.is(graph.constructor.name, 'GraphSession');
  const tf = loadTensorflow();
  await tf.setBackend('cpu');
  const reference: LayersModel = await tf.loadLayersModel(
    pathToFileURL(join(folder, 'model.json')).href,
  );
  for (const name of ['astronaut.png', 'chelsea.png', 'rocket.jpg']) {
    const pixels = await resizedGoldenImage(name, 224);
    const expected = tf.tidy(() => {
      const input = tf.tensor(pixels, [1, 224, 224, 3]).div(255);
      return (reference.predict(input) as Tensor).dataSync<'float32'>();
    });
    const { largest } = compare(graph.run(pixels).probabilities, expected);
    t.true(largest < 1e-4, `${name}: ${largest}`);
  }
});
