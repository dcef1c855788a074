import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkGolden } from './check-golden.js';
import type { Labels, WordnetIds } from './labels.js';
import type { Precision } from '../settings/classifier.js';
import { loadClasses, loadModelCard, type ModelCard } from './model-card.js';
import { readModelFile } from './model-file.js';

/** What the main process knows about a model. */
export interface ServedModel {
  /** The folder's name, by which requests name the model. */
  readonly name: string;
  readonly folder: string;
  readonly card: ModelCard;
  readonly labels: Labels;
  /** None if undefined. */
  readonly wordnetIds?: WordnetIds;
  /**
   * Distinguishes this model's results from any other's: the first 128 bits of a SHA-256 over card,
   * labels, graph, weights and, if it is not float32, precision, in hex.
   */
  readonly identity: string;
  /** float32 if undefined. */
  readonly precision?: Precision | undefined;
}

/**
 * @throws ModelError naming the file that is missing or broken, or what the golden predictions
 *   lack
 */
export async function readServedModel(
  folder: string,
  precision: Precision = 'float32',
): Promise<ServedModel> {
  const card = await loadModelCard(folder);
  const { labels, wordnetIds } = await loadClasses(folder, card);
  checkGolden(folder, card, labels, precision);
  const { text, weightData } = await readModelFile(folder);
  const hash = createHash('sha256').update(await readFile(join(folder, 'card.json')));
  hash.update(text).update(JSON.stringify(labels)).update(weightData);
  if (precision !== 'float32') hash.update(precision);
  const identity = hash.digest('hex').slice(0, 32);
  const name = basename(resolve(folder));
  return { name, folder, card, labels, wordnetIds, identity, precision };
}
