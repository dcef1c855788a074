import { z } from 'zod';
import { parseModelJson } from './model-json.js';
import { readWeightData, userDefinedMetadata, weightsManifest } from './weights-manifest.js';

/** TF.js checks the layers themselves. */
const layersModelFile = z.object({
  // Keras' own topology comes without a format, as from Teachable Machine.
  format: z.literal('layers-model').default('layers-model'),
  userDefinedMetadata,
  modelTopology: z.looseObject({}),
  weightsManifest,
});

export type LayersModelJson = z.infer<typeof layersModelFile>;

/** A TF.js layers model: the parsed `model.json`, and all shards concatenated. */
export interface LayersModelFile {
  readonly json: LayersModelJson;
  readonly weightData: Uint8Array;
}

/** Whether a `model.json` says that it is a layers model, or has Keras' topology and no format. */
export function isLayersJson(content: unknown): boolean {
  const { format, modelTopology } = (content ?? {}) as {
    format?: unknown;
    modelTopology?: unknown;
  };
  if (format !== undefined) return format === 'layers-model';
  const topology = Object(modelTopology) as object;
  return 'model_config' in topology || 'class_name' in topology;
}

/** @throws ModelError when a file is missing, truncated, or not in the TF.js layers format */
export async function parseLayersModel(folder: string, content: unknown): Promise<LayersModelFile> {
  const json = parseModelJson(layersModelFile, 'layers', folder, content);
  return { json, weightData: await readWeightData(folder, json.weightsManifest) };
}
