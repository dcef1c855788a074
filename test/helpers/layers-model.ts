import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-node';
import type { ExecutionContext } from 'ava';
import { loadTensorflow } from '../../src/inference/child/tensorflow.js';
import { temporaryFolder } from './squeezenet-variant.js';
import { COLOURS, tinyModel } from './tiny-model.js';

type Handler = ReturnType<ReturnType<typeof loadTensorflow>['io']['withSaveHandler']>;
type ModelArtifacts = Parameters<NonNullable<Handler['save']>>[0];

/** What TF.js saves of a layers model. */
export function artifactsOf(model: LayersModel): Promise<ModelArtifacts> {
  return new Promise((resolve, reject) => {
    const save = (artifacts: ModelArtifacts) => {
      resolve(artifacts);
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      });
    };
    model.save(loadTensorflow().io.withSaveHandler(save)).catch(reject);
  });
}

/** `model.json` and the one shard, `weights.bin`, as TF.js saves them. */
export async function layersFiles(model: LayersModel): Promise<{ json: object; weights: Buffer }> {
  const { modelTopology, weightSpecs, weightData, format } = await artifactsOf(model);
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const weights = Buffer.from(weightData as ArrayBuffer);
  return { json: { format, modelTopology, weightsManifest }, weights };
}

/** Writes a layers model's folder, with the tiny model's card. */
export async function writeLayersModel(t: ExecutionContext, model: LayersModel): Promise<string> {
  const folder = join(await temporaryFolder(t), 'layers');
  await mkdir(folder);
  const { json, weights } = await layersFiles(model);
  const { card } = tinyModel({
    foldedIntoFirstConvolution: false,
    mean: [127.5, 127.5, 127.5],
    scale: [1 / 127.5, 1 / 127.5, 1 / 127.5],
  });
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  await writeFile(join(folder, 'weights.bin'), weights);
  await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  await writeFile(join(folder, 'labels.json'), JSON.stringify(COLOURS));
  return folder;
}
