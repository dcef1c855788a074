import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Labels } from './labels.js';
import { loadLabels, loadModelCard, type ModelCard } from './model-card.js';
import { readModelFile } from './model-file.js';

/** What the main process knows about a model. */
export interface ServedModel {
  /** The folder's name, by which requests name the model. */
  readonly name: string;
  readonly folder: string;
  readonly card: ModelCard;
  readonly labels: Labels;
  /**
   * Distinguishes this model's results from any other's: the first 128 bits of a SHA-256 over card,
   * labels, graph and weights, in hex.
   */
  readonly identity: string;
}

/** @throws ModelError naming the file that is missing or broken */
export async function readServedModel(folder: string): Promise<ServedModel> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const { text, weightData } = await readModelFile(folder);
  const hash = createHash('sha256').update(await readFile(join(folder, 'card.json')));
  hash.update(text).update(JSON.stringify(labels)).update(weightData);
  const identity = hash.digest('hex').slice(0, 32);
  return { name: basename(resolve(folder)), folder, card, labels, identity };
}
