import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ServedModel } from '../model/served-model.js';
import { readSavedModelInfo, savedModelFile } from '../model/saved-model-file.js';
import type { ChildModel, PreparedModel } from './protocol/messages.js';

/** The code that makes a SavedModel of a model. */
const BUILDER = new URL('child/graph/', import.meta.url);

/** What a child needs to load a model. */
export async function toChildModel(model: ServedModel): Promise<ChildModel> {
  const { name, folder } = model;
  return { name, folder, prepared: await findPreparedModel(model) };
}

/**
 * Finds the SavedModel that was written ahead beside a model. It counts only if it was made from this
 * card, graph and weights, by this code.
 *
 * @returns undefined if there is none that counts: each child then makes its own
 */
export async function findPreparedModel(model: ServedModel): Promise<PreparedModel | undefined> {
  const info = await readSavedModelInfo(model.folder);
  if (info?.madeFrom !== (await madeFrom(model))) return undefined;
  const { sha256, input, outputs, explain } = info;
  return {
    file: savedModelFile(model.folder),
    sha256,
    endpoints: { input, outputs, explain },
    preprocessing: model.card.preprocessing,
    classes: model.labels.length,
  };
}

/** SHA-256 over everything that decides what a model's SavedModel is, in hex. */
export async function madeFrom({ identity }: ServedModel, builder = BUILDER): Promise<string> {
  const hash = createHash('sha256').update(identity);
  const files = (await readdir(builder, { recursive: true }))
    .filter((name) => name.endsWith('.js'))
    .sort();
  for (const name of files) hash.update(name).update(await readFile(new URL(name, builder)));
  return hash.digest('hex');
}
