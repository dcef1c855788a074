import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { SymbolicTensor } from '@tensorflow/tfjs-node';
import { OpByOpGraph } from '../../../../../src/inference/child/graph/op-by-op.js';
import { loadGraphOf } from '../../../../../src/inference/child/load-graph.js';
import { loadTensorflow } from '../../../../../src/inference/child/tensorflow.js';
import type { LayersModelFile } from '../../../../../src/model/layers-model-file.js';
import { loadModelCard, ModelError } from '../../../../../src/model/model-card.js';
import { readModelFile } from '../../../../../src/model/model-file.js';
import { writeLayersModel } from '../../../../helpers/layers-model.js';
import { PIXELS } from '../../../../helpers/op-model.js';
import { INPUT } from '../../../../helpers/tiny-model.js';
import { compare } from '../../pillow.js';

const { layers, input, model: modelOf, initializers } = loadTensorflow();

/** Weights that are neither zero nor equal, also where the default is. */
const noise = {
  kernelInitializer: 'glorotNormal',
  biasInitializer: initializers.randomNormal({}),
} as const;

/** The part of TF.js's layers that is used. */
type Layer = Pick<ReturnType<typeof layers.flatten>, 'apply'>;

type Body = (image: SymbolicTensor) => SymbolicTensor;

function layersModel(body: Body) {
  const image = input({ shape: [INPUT.height, INPUT.width, 3] });
  const flat = layers.flatten().apply(body(image));
  const outputs = layers.dense({ units: 4, activation: 'softmax', ...noise }).apply(flat);
  return modelOf({ inputs: image, outputs: outputs as SymbolicTensor });
}

/** Layers one after the other. */
const chain =
  (...all: Layer[]): Body =>
  (image) =>
    all.reduce((tensor, layer) => layer.apply(tensor) as SymbolicTensor, image);

const normal = initializers.randomNormal({});
const positive = initializers.randomUniform({ minval: 0.5, maxval: 2 });

const bodies: Record<string, Body> = {
  convolutions: chain(
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [0, 1],
      ],
    }),
    layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'valid', ...noise }),
    layers.depthwiseConv2d({
      kernelSize: 3,
      padding: 'same',
      depthwiseInitializer: 'glorotNormal',
    }),
    layers.separableConv2d({ filters: 5, kernelSize: 3 }),
    layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2, ...noise }),
  ),
  'batch norm': chain(
    layers.conv2d({ filters: 6, kernelSize: 1, ...noise }),
    layers.batchNormalization({
      betaInitializer: normal,
      gammaInitializer: normal,
      movingMeanInitializer: normal,
      movingVarianceInitializer: positive,
    }),
    layers.batchNormalization({ scale: false, center: false, movingMeanInitializer: normal }),
  ),
  activations: chain(
    layers.reLU({ maxValue: 6 }),
    layers.conv2d({ filters: 4, kernelSize: 1, ...noise }),
    layers.leakyReLU({ alpha: 0.3 }),
    layers.prelu({ alphaInitializer: normal }),
    layers.elu(),
    layers.thresholdedReLU({ theta: -0.5 }),
    ...(
      ['sigmoid', 'tanh', 'selu', 'softplus', 'softsign', 'swish', 'mish', 'hardSigmoid'] as const
    ).map((activation) => layers.activation({ activation })),
  ),
  pooling: chain(
    layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    layers.averagePooling2d({ poolSize: 2 }),
    layers.upSampling2d({ size: [2, 3] }),
    layers.globalAveragePooling2d({}),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 7, activation: 'relu', ...noise }),
    layers.layerNormalization({ gammaInitializer: normal, betaInitializer: normal }),
    layers.reshape({ targetShape: [7, 1, 1] }),
  ),
  branches: (image) => {
    const branch = (kernelSize: number) =>
      layers
        .conv2d({ filters: 3, kernelSize, padding: 'same', ...noise })
        .apply(image) as SymbolicTensor;
    const [a, b, c] = [branch(1), branch(3), branch(5)];
    const sum = layers.add().apply([a, b]) as SymbolicTensor;
    const product = layers.multiply().apply([b, c]) as SymbolicTensor;
    const all = layers.concatenate().apply([sum, product, image]) as SymbolicTensor;
    const squeezed = layers.globalMaxPooling2d({}).apply(all) as SymbolicTensor;
    const weights = layers.reshape({ targetShape: [1, 1, 9] }).apply(squeezed) as SymbolicTensor;
    return layers.multiply().apply([all, weights]) as SymbolicTensor;
  },
};

for (const [name, body] of Object.entries(bodies))
  test.serial(`as one graph, layers answer as node by node: ${name}`, async (t) => {
    const folder = await writeLayersModel(t, layersModel(body));
    const { graph, note } = await loadGraphOf(folder);
    t.is(note, undefined);
    const file = (await readModelFile(folder)) as LayersModelFile;
    const nodeByNode = await OpByOpGraph.ofLayers(file, await loadModelCard(folder));
    for (const pixels of [PIXELS, new Uint8Array(PIXELS.length).fill(99)]) {
      const { probabilities } = graph.run(pixels);
      t.is(probabilities.length, 4);
      t.true(new Set(probabilities).size > 1);
      t.true(compare(probabilities, nodeByNode.run(pixels).probabilities).largest < 1e-5);
    }
  });

test.serial('tracing leaves no tensors behind', async (t) => {
  const folder = await writeLayersModel(t, layersModel(chain()));
  const tf = loadTensorflow();
  const before = tf.memory().numTensors;
  await loadGraphOf(folder);
  t.is(tf.memory().numTensors, before);
});

/** Changes the text of a file in a folder. */
async function change(folder: string, name: string, edit: (text: string) => string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, edit(await readFile(file, 'utf8')));
}

test.serial('Keras’ topology without a format is a layers model', async (t) => {
  const folder = await writeLayersModel(t, layersModel(chain()));
  await change(folder, 'model.json', (text) => text.replace('"format":"layers-model",', ''));
  const { graph, note } = await loadGraphOf(folder);
  t.is(note, undefined);
  t.is(graph.run(PIXELS).probabilities.length, 4);
});

test.serial('layers take the floats that TensorFlow’s resampling gives', async (t) => {
  const folder = await writeLayersModel(t, layersModel(chain()));
  await change(folder, 'card.json', (text) => text.replace('"bilinear-antialias"', '"bilinear"'));
  const { graph, note } = await loadGraphOf(folder);
  t.is(note, undefined);
  const file = (await readModelFile(folder)) as LayersModelFile;
  const nodeByNode = await OpByOpGraph.ofLayers(file, await loadModelCard(folder));
  const pixels = Float32Array.from(PIXELS, (value) => value * 0.99);
  const { probabilities } = graph.run(pixels);
  t.true(compare(probabilities, nodeByNode.run(pixels).probabilities).largest < 1e-5);
});

async function assertRefused(t: ExecutionContext, folder: string, message: RegExp): Promise<void> {
  await t.throwsAsync(loadGraphOf(folder), { instanceOf: ModelError, message });
}

const spoilt: Record<string, [file: string, edit: (text: string) => string, message: RegExp]> = {
  'an unknown layer': [
    'model.json',
    (text) => text.replace('"Flatten"', '"Dream"'),
    /^TF\.js cannot make the layers: Unknown layer: Dream\./,
  ],
  'a crop of another size than its input': [
    'card.json',
    (text) => text.replace('"crop":{"width":20,"height":12}', '"crop":{"width":12,"height":12}'),
    /^the model takes input of shape \[-1,12,20,3\] where the card's crop gives \[1,12,12,3\]$/,
  ],
  'a card whose output is logits, though it ends in a softmax': [
    'card.json',
    (text) => text.replace('"output":"probabilities"', '"output":"logits"'),
    /^the card says that the output is logits, but the graph ends in a Softmax \(recorded\/\d+_Softmax\)/,
  ],
  'a shard that is cut short': [
    'weights.bin',
    (text) => text.slice(0, 8),
    /model\.json: the shards have \d+ bytes where the weights take \d+$/,
  ],
  'a weight that is missing': [
    'model.json',
    (text) => text.replace(/"name":"[^"]*\/bias","shape"/, '"name":"other","shape"'),
    /^TF\.js cannot make the layers: /,
  ],
};

for (const [name, [file, edit, message]] of Object.entries(spoilt))
  test.serial(`a layers model with ${name} is refused`, async (t) => {
    const folder = await writeLayersModel(t, layersModel(chain()));
    await change(folder, file, edit);
    await assertRefused(t, folder, message);
  });

test.serial('a layers model with two outputs is refused', async (t) => {
  const image = input({ shape: [INPUT.height, INPUT.width, 3] });
  const flat = layers.flatten().apply(image);
  const outputs = [1, 2].map((units) => layers.dense({ units }).apply(flat) as SymbolicTensor);
  const folder = await writeLayersModel(t, modelOf({ inputs: image, outputs }));
  await assertRefused(
    t,
    folder,
    /^the model has 1 inputs and 2 outputs where one of each is needed$/,
  );
});
