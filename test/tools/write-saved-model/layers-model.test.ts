import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { OpByOpGraph } from '../../../src/inference/child/graph/op-by-op.js';
import { openPreparedGraph } from '../../../src/inference/child/open-prepared-graph.js';
import { loadTensorflow } from '../../../src/inference/child/tensorflow.js';
import { findPreparedModel } from '../../../src/inference/prepared-model.js';
import type { LayersModelFile } from '../../../src/model/layers-model-file.js';
import { readModelFile } from '../../../src/model/model-file.js';
import { readServedModel } from '../../../src/model/served-model.js';
import { prepareModel } from '../../../tools/write-saved-model/prepare-model.js';
import { compare } from '../../inference/child/pillow.js';
import { writeLayersModel } from '../../helpers/layers-model.js';
import { PIXELS } from '../../helpers/op-model.js';
import { INPUT } from '../../helpers/tiny-model.js';

const { layers, sequential } = loadTensorflow();

function layersModel() {
  const model = sequential();
  const inputShape = [INPUT.height, INPUT.width, 3];
  model.add(layers.conv2d({ inputShape, filters: 4, kernelSize: 3, activation: 'relu' }));
  model.add(layers.flatten());
  model.add(layers.dense({ units: 4, activation: 'softmax' }));
  return model;
}

test('a layers model has its SavedModel written ahead too, the same bytes each time', async (t) => {
  const folder = await writeLayersModel(t, layersModel());
  await prepareModel(folder);
  const model = await readServedModel(folder);
  const first = await readFile(join(folder, 'saved-model.pb'));
  await prepareModel(folder);
  t.deepEqual(await readFile(join(folder, 'saved-model.pb')), first);
  const prepared = await findPreparedModel(model);
  if (prepared === undefined) throw new Error('it was just written');
  const nodeByNode = await OpByOpGraph.ofLayers(
    (await readModelFile(folder)) as LayersModelFile,
    model.card,
  );
  await rm(join(folder, 'model.json'));
  const opened = await openPreparedGraph(prepared);
  if (opened === undefined) throw new Error('it cannot be opened');
  const { probabilities } = opened.graph.run(PIXELS);
  t.true(new Set(probabilities).size > 1);
  t.true(compare(probabilities, nodeByNode.run(PIXELS).probabilities).largest < 1e-5);
  opened.graph.dispose();
});
