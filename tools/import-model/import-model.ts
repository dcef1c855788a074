import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from '../../src/model/model-card.js';
import { readServedModel } from '../../src/model/served-model.js';
import type { ReadFile } from './read-export.js';
import { parseMetadata, teachableMachineCard } from './teachable-machine.js';

/** The name of a file in the folder itself. TF.js' own way to save a model writes `./` before it. */
const fileName = z
  .string()
  .regex(/^(\.\/)?\w[\w.-]*$/)
  .transform((path) => path.replace(/^\.\//, ''));
const manifest = z.looseObject({
  weightsManifest: z.array(z.looseObject({ paths: z.array(fileName).min(1).max(200) })),
});

/** What the importer or the service's tools write, which a shard must not replace. */
const RESERVED = [
  'card.json',
  'golden.json',
  'labels.json',
  'metadata.json',
  'model.json',
  'saved-model.json',
  'saved-model.pb',
];

/**
 * Makes the folder of a model that Teachable Machine exported: its files, a card, and the labels.
 *
 * @param models the folder of all models
 * @returns the model's folder
 * @throws ModelError if the export is broken, or the folder is there already
 */
export async function importModel(read: ReadFile, models: string, name: string): Promise<string> {
  if (!/^\w[\w.-]*$/.test(name))
    throw new ModelError(`NAME=${name} is no name: letters, digits, _, - and . are allowed`);
  const folder = join(models, name);
  if (existsSync(folder)) throw new ModelError(`${folder} is there already`);
  const part = join(models, `.${name}.part`);
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  try {
    await writeModel(read, part, name);
    await readServedModel(part);
    await rename(part, folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

async function writeModel(read: ReadFile, folder: string, name: string): Promise<void> {
  const model = await read('model.json');
  const metadata = parseMetadata(new TextDecoder().decode(await read('metadata.json')));
  await writeFile(join(folder, 'model.json'), model);
  for (const path of shardsOf(new TextDecoder().decode(model)))
    await writeFile(join(folder, path), await read(path));
  const card = teachableMachineCard(name, metadata);
  await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, undefined, 2)}\n`);
  await writeFile(
    join(folder, 'labels.json'),
    `${JSON.stringify(metadata.labels, undefined, 2)}\n`,
  );
}

function shardsOf(model: string): string[] {
  let content: unknown;
  try {
    content = JSON.parse(model);
  } catch (error) {
    throw new ModelError('model.json is no JSON', { cause: error });
  }
  const paths = manifest.safeParse(content).data?.weightsManifest.flatMap((group) => group.paths);
  if (paths === undefined || paths.some((path) => RESERVED.includes(path)))
    throw new ModelError('model.json names no weights, or weights outside of its folder');
  return paths;
}
