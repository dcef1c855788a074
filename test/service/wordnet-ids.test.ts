import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startImageServer } from '../helpers/image-server.js';
import { ROOT } from '../helpers/squeezenet-variant.js';
import { startService } from '../helpers/start-service.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

interface Prediction {
  classification: string;
  confidence: string;
  wordnet_id?: string;
}

interface Described {
  classification: string;
  predictions: Prediction[];
}

const labels = JSON.parse(await readFile(join(ROOT, 'models/labels/imagenet-1k.json'), 'utf8')) as [
  id: string,
  name: string,
][];

function pairs({ predictions }: Described): string[] {
  return predictions.map(({ wordnet_id, classification }) => `${wordnet_id} ${classification}`);
}

test('every prediction has the WordNet id of its class, so the two cranes differ', async (t) => {
  const coffee = await readFile(join(ROOT, 'models/golden/coffee.png'));
  const images = await startImageServer({ '/coffee.png': coffee });
  t.teardown(images.close);
  const service = await startService({
    MODEL: 'squeezenet1_1',
    MODEL_DIR: await writeModel(t, tinyModel()),
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify({ ...body, top_k: 1000 }) };
    return (await fetch(service.url + path, request)).json();
  };
  const image_url = images.url('/coffee.png');

  const single = (await post('/classify-image', { image_url })) as Described;
  t.deepEqual(pairs(single).sort(), labels.map(([id, name]) => `${id} ${name}`).sort());
  t.deepEqual(single.predictions[0], {
    classification: 'espresso',
    confidence: '0.998',
    wordnet_id: 'n07920052',
  });
  const cranes = single.predictions.filter(({ classification }) => classification === 'crane');
  t.deepEqual(cranes.map(({ wordnet_id }) => wordnet_id).sort(), ['n02012849', 'n03126707']);
  // Their own keys are as before.
  t.deepEqual(Object.keys(single), [
    'classification',
    'confidence',
    'processing_time',
    'predictions',
  ]);

  const { results } = (await post('/classify-images', { image_urls: [image_url] })) as {
    results: [Described];
  };
  t.deepEqual(pairs(results[0]), pairs(single));

  const model = ['squeezenet1_1', 'colours'];
  const { models } = (await post('/classify-image', { image_url, model })) as {
    models: { squeezenet1_1: Described; colours: Described };
  };
  t.deepEqual(pairs(models.squeezenet1_1), pairs(single));
  t.false('wordnet_id' in (models.colours.predictions[0] ?? {}));
});
