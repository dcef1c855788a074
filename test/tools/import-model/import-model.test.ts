import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { zipSync, type Zippable } from 'fflate';
import sharp from 'sharp';
import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs-node';
import { Model } from '../../../src/inference/child/model.js';
import { loadTensorflow } from '../../../src/inference/child/tensorflow.js';
import { loadLabels, loadModelCard, ModelError } from '../../../src/model/model-card.js';
import { importModel } from '../../../tools/import-model/import-model.js';
import { folderExport, zipExport } from '../../../tools/import-model/read-export.js';
import { layersFiles } from '../../helpers/layers-model.js';
import { runModel } from '../../helpers/run-model.js';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';

const SIZE = 32;
const METADATA = { labels: ['cup', 'plant', 'Class 3'], imageSize: SIZE, modelName: 'my things' };

const tf = loadTensorflow();
const { layers, sequential } = tf;

/** As Teachable Machine's: the trunk of a MobileNet, pooled, and a head of two dense layers. */
function teachableMachineModel() {
  const convolution = {
    filters: 8,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    useBias: false,
  } as const;
  const image = tf.input({ shape: [SIZE, SIZE, 3] });
  const trunk = [
    layers.conv2d(convolution),
    layers.batchNormalization(),
    layers.reLU({ maxValue: 6 }),
    layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
    layers.batchNormalization(),
    layers.reLU({ maxValue: 6 }),
    layers.conv2d({ ...convolution, filters: 16, kernelSize: 1, strides: 1 }),
  ].reduce((tensor, layer) => layer.apply(tensor) as SymbolicTensor, image);
  const pooled = sequential();
  pooled.add(tf.model({ inputs: image, outputs: trunk }));
  pooled.add(layers.globalAveragePooling2d({}));
  const head = sequential();
  head.add(layers.dense({ units: 10, inputShape: [16], activation: 'relu' }));
  head.add(layers.dense({ units: 3, activation: 'softmax', useBias: false }));
  const model = sequential();
  model.add(pooled);
  model.add(head);
  return model;
}

const exported = teachableMachineModel();

async function exportedFiles(): Promise<Record<string, Uint8Array>> {
  const { json, weights } = await layersFiles(exported);
  const bytes = (content: object) => new TextEncoder().encode(JSON.stringify(content));
  return { 'model.json': bytes(json), 'weights.bin': weights, 'metadata.json': bytes(METADATA) };
}

async function writeZip(t: ExecutionContext, files: Zippable): Promise<string> {
  const file = join(await temporaryFolder(t), 'converted_tfjs.zip');
  await writeFile(file, zipSync(files));
  return file;
}

async function assertImported(t: ExecutionContext, folder: string): Promise<void> {
  t.deepEqual(await loadLabels(folder, await loadModelCard(folder)), METADATA.labels);
  const model = await Model.load(folder);
  t.is(model.note, undefined);
  // One colour, so that resizing does not count.
  const background = { r: 200, g: 60, b: 20 };
  const create = { width: 90, height: 50, channels: 3, background } as const;
  const image = await sharp({ create }).png().toBuffer();
  const { probabilities } = await runModel(model, image, 1e6);
  model.dispose();
  const pixels = tf.tensor([200, 60, 20]).div(127).sub(1);
  const output = exported.predict(pixels.mul(tf.ones([1, SIZE, SIZE, 3]))) as Tensor;
  const expected = output.dataSync();
  t.is(probabilities.length, expected.length);
  for (const [index, value] of probabilities.entries())
    t.true(Math.abs(value - (expected[index] ?? NaN)) < 1e-5);
}

test('a Teachable Machine zip is imported and answers as TF.js', async (t) => {
  const models = await temporaryFolder(t);
  const zip = await writeZip(t, {
    ...(await exportedFiles()),
    'notes/readme.txt': new Uint8Array(3),
  });
  const folder = await importModel(await zipExport(zip), models, 'things');
  t.is(folder, join(models, 'things'));
  t.deepEqual((await readdir(models)).sort(), ['things']);
  t.deepEqual((await readdir(folder)).sort(), [
    'card.json',
    'labels.json',
    'model.json',
    'weights.bin',
  ]);
  await assertImported(t, folder);
});

test('so is its folder, but not over another model', async (t) => {
  const models = await temporaryFolder(t);
  const source = await temporaryFolder(t);
  for (const [name, content] of Object.entries(await exportedFiles()))
    await writeFile(join(source, name), content);
  await assertImported(t, await importModel(folderExport(source), models, 'things'));
  await t.throwsAsync(importModel(folderExport(source), models, 'things'), {
    instanceOf: ModelError,
    message: /things is there already$/,
  });
});

test('a zip of the unpacked folder is imported too, with what macOS adds', async (t) => {
  const models = await temporaryFolder(t);
  const files = await exportedFiles();
  const attributes = { '__MACOSX/things/._model.json': new Uint8Array(9) };
  const packed = Object.entries(files).map(([name, content]) => [`things/${name}`, content]);
  const zip = await writeZip(t, {
    ...(Object.fromEntries(packed) as Zippable),
    ...attributes,
    '__MACOSX/model.json': new Uint8Array(9),
  });
  await assertImported(t, await importModel(await zipExport(zip), models, 'things'));
});

test('weights may be named as TF.js names them, from the folder on', async (t) => {
  const models = await temporaryFolder(t);
  const { 'model.json': json = new Uint8Array(), ...files } = await exportedFiles();
  const named = Buffer.from(json).toString().replace('"weights.bin"', '"./weights.bin"');
  t.true(named.includes('"./weights.bin"'));
  const zip = await writeZip(t, { ...files, 'model.json': new TextEncoder().encode(named) });
  await assertImported(t, await importModel(await zipExport(zip), models, 'things'));
});

const text = (content: object) => new TextEncoder().encode(JSON.stringify(content));
const manifestOf = (path: string) => text({ weightsManifest: [{ paths: [path], weights: [] }] });

const broken: Record<string, [change: Zippable, message: RegExp]> = {
  'without labels': [{ 'metadata.json': text({}) }, /^metadata\.json: labels: /],
  'of gray images': [
    { 'metadata.json': text({ ...METADATA, grayscale: true }) },
    /^metadata\.json: grayscale: models of gray images are not supported/,
  ],
  'whose weights lie outside': [
    { 'model.json': manifestOf('../../weights.bin') },
    /outside of its folder$/,
  ],
  'whose weights lie outside, from the folder on': [
    { 'model.json': manifestOf('./../weights.bin') },
    /outside of its folder$/,
  ],
  'whose weights replace the card, named from the folder on': [
    { 'model.json': manifestOf('./card.json') },
    /outside of its folder$/,
  ],
  'whose weights replace the card': [
    { 'model.json': manifestOf('card.json') },
    /outside of its folder$/,
  ],
  'whose weights are missing': [{ 'model.json': manifestOf('other.bin') }, /has no other\.bin$/],
  'whose weights are cut short': [
    { 'weights.bin': new Uint8Array(4) },
    /the shards have 4 bytes where the weights take \d+$/,
  ],
  'with too many files': [
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}`, new Uint8Array()])),
    /has more than 200 files$/,
  ],
};

for (const [name, [change, message]] of Object.entries(broken))
  test(`a zip ${name} is refused, and nothing is left of it`, async (t) => {
    const models = await temporaryFolder(t);
    const zip = await writeZip(t, { ...(await exportedFiles()), ...change });
    const imported = zipExport(zip).then((read) => importModel(read, models, 'things'));
    await t.throwsAsync(imported, { instanceOf: ModelError, message });
    t.deepEqual(await readdir(models), []);
  });

test('a zip that says that it unpacks to too much is refused before it is unpacked', async (t) => {
  const zip = Buffer.from(zipSync({ 'model.json': new Uint8Array(10) }));
  // The size in the central directory: 24 bytes after its signature.
  zip.writeUInt32LE(600_000_000, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  const file = join(await temporaryFolder(t), 'bomb.zip');
  await writeFile(file, zip);
  await t.throwsAsync(zipExport(file), {
    instanceOf: ModelError,
    message: /unpacks to more than 500000000 bytes$/,
  });
});

test('what is no zip, and a name that is a path, are refused', async (t) => {
  const file = join(await temporaryFolder(t), 'text.zip');
  await writeFile(file, 'hello');
  await t.throwsAsync(zipExport(file), { instanceOf: ModelError, message: /is no zip$/ });
  await t.throwsAsync(zipExport(await temporaryFolder(t)), {
    instanceOf: ModelError,
    message: /is no file: MODEL_ZIP takes a zip, MODEL_SOURCE a folder$/,
  });
  for (const name of ['../things', '.hidden', ''])
    await t.throwsAsync(importModel(folderExport('.'), await temporaryFolder(t), name), {
      instanceOf: ModelError,
      message: /is no name/,
    });
});
