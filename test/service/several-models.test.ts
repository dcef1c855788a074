import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startImageServer } from '../helpers/image-server.js';
import { classify } from '../helpers/service.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from '../helpers/squeezenet-variant.js';
import { spawnService, startService } from '../helpers/start-service.js';
import { COLOURS, tinyModel, tinyProbabilities, writeModel } from '../helpers/tiny-model.js';

const coffee = await readFile(join(ROOT, 'models/golden/coffee.png'));

type Json = Record<string, unknown>;

/** SqueezeNet with its labels in reverse order, in a folder `reversed`, without golden predictions. */
async function reversedSqueezenet(t: ExecutionContext): Promise<string> {
  const folder = join(await temporaryFolder(t), 'reversed');
  await cp(SQUEEZENET_1_1, folder, { recursive: true });
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as unknown;
  const { golden, ...card } = (await read(join(folder, 'card.json'))) as Json;
  t.truthy(golden);
  const labels = (await read(join(ROOT, 'models/labels/imagenet-1k.json'))) as unknown[];
  await writeFile(join(folder, 'labels.json'), JSON.stringify(labels.reverse()));
  await writeFile(join(folder, 'card.json'), JSON.stringify({ ...card, labels: 'labels.json' }));
  return folder;
}

test('models of models/ and of other folders answer side by side', async (t) => {
  const images = await startImageServer({ '/coffee.png': coffee });
  t.teardown(images.close);
  const colours = await writeModel(t, tinyModel());
  const service = await startService({
    MODEL: 'squeezenet1_1',
    MODEL_DIR: `${colours}, ${await reversedSqueezenet(t)}`,
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  const image_url = images.url('/coffee.png');
  const model = ['colours', 'squeezenet1_1', 'reversed'];

  const response = await classify(service, { image_url, model, top_k: 4 });
  const { models } = (await response.json()) as { models: Record<string, Json> };
  t.deepEqual(Object.keys(models), model);
  t.is(models['squeezenet1_1']?.['classification'], 'espresso');
  t.is(models['squeezenet1_1']?.['confidence'], '0.998');
  // Class 967 of 1000; from the end that is class 32.
  t.is(models['reversed']?.['classification'], 'tailed_frog');
  t.is(models['reversed']?.['confidence'], '0.998');
  const colourNames = (models['colours']?.['predictions'] as Json[]).map(
    ({ classification }) => classification,
  );
  t.deepEqual([...colourNames].sort(), [...COLOURS].sort());
  t.is(images.requests('/coffee.png'), 1);

  const again = await classify(service, { image_url });
  t.like(await again.json(), { classification: 'espresso' });
  t.is(again.headers.get('cache-status'), 'classifier; hit');
  t.is(images.requests('/coffee.png'), 1);

  const { stdout } = service.output();
  for (const name of ['colours', 'reversed'])
    t.regex(stdout, new RegExp(`"model":"${name}".*no golden predictions.*make golden MODEL_DIR=`));
  t.notRegex(stdout, /"model":"squeezenet1_1".*no golden predictions/);
  const readiness = await (await fetch(`${service.url}/readyz`)).json();
  t.deepEqual(readiness, {
    status: 'ready',
    models: {
      squeezenet1_1: { status: 'ready', golden_images: 12 },
      colours: { status: 'ready', golden_images: 0 },
      reversed: { status: 'ready', golden_images: 0 },
    },
  });
});

test('each model is checked at the start: the second one’s drift ends it', async (t) => {
  const model = tinyModel();
  const [first = 0] = tinyProbabilities([255, 0, 0]);
  const golden = {
    reference: 'by hand',
    weightsSha256: '0'.repeat(64),
    tolerance: 0.01,
    predictions: [
      {
        image: join(ROOT, 'models/golden/rocket.jpg'),
        top: [{ classification: 'red', confidence: first }],
      },
    ],
  };
  const folder = await writeModel(t, { ...model, card: { ...model.card, golden } });
  const { code, stderr } = await spawnService({
    MODEL: 'squeezenet1_1',
    MODEL_DIR: folder,
    CLASSIFIER_PROCESSES: '1',
    HOST: '127.0.0.1',
    PORT: '0',
  }).ended;
  t.is(code, 1);
  t.regex(stderr, /^the model in .*colours failed its self-check: 1 of 1 golden images: .*\n$/);
});

test('a model that does not load is named', async (t) => {
  const model = tinyModel();
  const folder = await writeModel(t, { ...model, labels: COLOURS.slice(1) });
  const { code, stderr } = await spawnService({
    MODEL: 'squeezenet1_1',
    MODEL_DIR: folder,
    CLASSIFIER_PROCESSES: '1',
    HOST: '127.0.0.1',
    PORT: '0',
  }).ended;
  t.is(code, 1);
  t.is(stderr, 'colours: the graph gives 4 classes, but there are 3 labels\n');
});
