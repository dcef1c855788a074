import { parseGraphModel, type GraphModelFile } from './graph-model-file.js';
import { isLayersJson, parseLayersModel, type LayersModelFile } from './layers-model-file.js';
import { readModelJson } from './model-json.js';

/** A TF.js model: the parsed `model.json`, and all shards concatenated. */
export type ModelFile = GraphModelFile | LayersModelFile;

export function isLayersModel(model: ModelFile): model is LayersModelFile {
  return model.json.format === 'layers-model';
}

/**
 * Reads `model.json` and its shards.
 *
 * @returns the text of `model.json` too
 * @throws ModelError when a file is missing, truncated, or in no format of TF.js
 */
export async function readModelFile(
  folder: string,
): Promise<ModelFile & { readonly text: string }> {
  const { text, content } = await readModelJson(folder);
  const model = isLayersJson(content)
    ? await parseLayersModel(folder, content)
    : await parseGraphModel(folder, content);
  return { ...model, text };
}
