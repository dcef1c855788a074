import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFile } from './model-file.js';
import type { Labels } from './labels.js';
import { loadLabels, loadModelCard, type ModelCard } from './model-card.js';

/** What the main process knows about the model. */
export interface ServedModel {
  readonly folder: string;
  readonly card: ModelCard;
  readonly labels: Labels;
  /**
   * Distinguishes this model's results from any other's: the first 128 bits of a SHA-256 over card, graph
   * and weights, in hex.
   */
  readonly identity: string;
}

export const SERVED_MODEL = Symbol('ServedModel');

/** @throws ModelError naming the file that is missing or broken */
export async function readServedModel(folder: string): Promise<ServedModel> {
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const { weightData } = await readModelFile(folder);
  const hash = createHash('sha256');
  for (const file of ['card.json', 'model.json']) hash.update(await readFile(join(folder, file)));
  const identity = hash.update(weightData).digest('hex').slice(0, 32);
  return { folder, card, labels, identity };
}
