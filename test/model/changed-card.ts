import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { loadModelCard } from '../../src/model/model-card.js';
import { SQUEEZENET_1_1, temporaryFolder } from '../helpers/squeezenet-variant.js';

type Json = Record<string, unknown>;

/** The real card with the value at a path replaced, or removed where it is undefined. */
export async function changedCard(path: string, value: unknown): Promise<Json> {
  const card = JSON.parse(await readFile(join(SQUEEZENET_1_1, 'card.json'), 'utf8')) as Json;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((object, key) => object[key] as Json, card);
  parent[last] = value;
  return card;
}

/** Writes a card to a folder of its own, and loads it. */
export async function loadCard(t: ExecutionContext, card: unknown) {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'card.json'), JSON.stringify(card));
  return { folder, loading: loadModelCard(folder) };
}
