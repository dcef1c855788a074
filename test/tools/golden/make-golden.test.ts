import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { selfCheck } from '../../../src/inference/self-check.js';
import { loadModelCard } from '../../../src/model/model-card.js';
import { loadTensorflow } from '../../../src/inference/child/tensorflow.js';
import { readServedModel } from '../../../src/model/served-model.js';
import { tfjsReference } from '../../../tools/golden/tfjs-reference.js';
import { writeLayersModel } from '../../helpers/layers-model.js';
import { startPool } from '../../helpers/model-pool.js';
import { ROOT, SQUEEZENET_1_1 } from '../../helpers/squeezenet-variant.js';
import { COLOURS, INPUT, tinyModel, writeModel, type TinyModel } from '../../helpers/tiny-model.js';

const MAIN = join(ROOT, 'dist/tools/golden/main.js');

/** A model's folder with two images of its own. */
async function modelWithImages(t: ExecutionContext, model: TinyModel): Promise<string> {
  const folder = await writeModel(t, model);
  await mkdir(join(folder, 'golden'));
  for (const name of ['rocket.jpg', 'coffee.png'])
    await copyFile(join(ROOT, 'models/golden', name), join(folder, 'golden', name));
  return folder;
}

function run(environment: Record<string, string>) {
  return promisify(execFile)(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...environment },
  });
}

test('TF.js in pure JavaScript agrees with the golden predictions of SqueezeNet', async (t) => {
  const { golden } = await loadModelCard(SQUEEZENET_1_1);
  const predictions = (golden?.predictions ?? []).filter(({ image }) =>
    /coffee|rocket/.test(image),
  );
  const reference = await tfjsReference(SQUEEZENET_1_1);
  const images = predictions.map(({ image }) => join(SQUEEZENET_1_1, image));
  for (const [index, computed] of (await reference.predict(images)).entries())
    for (const [place, { classification, confidence }] of computed.entries()) {
      const expected = predictions[index]?.top[place];
      t.is(classification, expected?.classification ?? '');
      t.true(
        Math.abs(confidence - (expected?.confidence ?? 0)) < 0.003,
        `${classification} ${confidence}`,
      );
    }
  t.is(images.length, 2);
});

test('golden predictions are written into the card, and the service agrees with them', async (t) => {
  const folder = await modelWithImages(
    t,
    tinyModel({
      channelOrder: 'BGR',
      mean: [9, 99, 19],
      scale: [1.5, 0.5, -1],
      foldedIntoFirstConvolution: false,
      resampling: 'bilinear',
    }),
  );
  await run({ MODEL_DIR: folder });
  const card = await readFile(join(folder, 'card.json'), 'utf8');
  const model = await readServedModel(folder);
  t.deepEqual(
    model.card.golden?.predictions.map(({ image }) => image),
    ['golden/coffee.png', 'golden/rocket.jpg'],
  );
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  t.true(await selfCheck(pool, model));
  await run({ MODEL_DIR: folder });
  t.is(await readFile(join(folder, 'card.json'), 'utf8'), card, 'the same bytes again');
});

test('Keras’ topology without a format, as from Teachable Machine, has golden predictions too', async (t) => {
  const { layers, sequential } = loadTensorflow();
  const layersModel = sequential();
  const inputShape = [INPUT.height, INPUT.width, 3];
  layersModel.add(layers.globalAveragePooling2d({ inputShape }));
  layersModel.add(layers.dense({ units: COLOURS.length, activation: 'softmax' }));
  const folder = await writeLayersModel(t, layersModel);
  const file = join(folder, 'model.json');
  const { format, ...keras } = JSON.parse(await readFile(file, 'utf8')) as { format?: string };
  t.is(format, 'layers-model');
  await writeFile(file, JSON.stringify(keras));
  await run({ MODEL_DIR: folder });
  const model = await readServedModel(folder);
  t.is(model.card.golden?.predictions.length, 12);
  const pool = await startPool(folder);
  t.teardown(() => pool.close());
  t.true(await selfCheck(pool, model));
});

test('a command may be the reference: its predictions are those of the card', async (t) => {
  const folder = await modelWithImages(t, tinyModel());
  const script = join(folder, 'reference.mjs');
  await writeFile(
    script,
    `for (const image of process.argv.slice(3))
       console.log(JSON.stringify({ image, predictions: [{ classification: 'gray', confidence: 0.75 }] }));`,
  );
  await run({ MODEL_DIR: folder, REFERENCE: `'${process.execPath}' '${script}'` });
  const { golden } = await loadModelCard(folder);
  t.true(golden?.reference.includes('reference.mjs'));
  t.is(golden?.predictions.length, 2);
  t.deepEqual(golden?.predictions[0]?.top, [{ classification: 'gray', confidence: 0.75 }]);
});

for (const [name, REFERENCE, message] of [
  ['prints nothing', 'true', /REFERENCE printed no line for .*coffee\.png/],
  ['prints something else', 'echo hello', /REFERENCE printed hello .* is expected/],
  ['fails', 'false', /Command failed/],
] as const)
  test(`a command that ${name} changes no card`, async (t) => {
    const folder = await modelWithImages(t, tinyModel());
    const before = await readFile(join(folder, 'card.json'));
    const error = await t.throwsAsync(run({ MODEL_DIR: folder, REFERENCE }));
    t.regex((error as Error & { stderr: string }).stderr, message);
    t.deepEqual(await readFile(join(folder, 'card.json')), before);
  });
