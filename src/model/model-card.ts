import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { describeIssues } from '../zod-issues.js';
import { inWords } from './card-words.js';
import { explain } from './explain.js';
import { type Classes, classesOf, labelList, type Labels } from './labels.js';
import { ModelError } from './model-error.js';
import { ask, preprocessing, smallestResized } from './preprocessing.js';

export { ModelError } from './model-error.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in lower-case hex');

const goldenPrediction = z.strictObject({
  image: z.string().min(1),
  top: z
    .array(z.strictObject({ classification: z.string(), confidence: z.number().min(0).max(1) }))
    .min(1),
});

const golden = z.strictObject({
  /** What computed the predictions. Never the service itself. */
  reference: z.string(),
  weightsSha256: sha256,
  /** The largest accepted difference in confidence. */
  tolerance: z.number().min(0).max(1),
  /** The same for `CLASSIFIER_PRECISION=bfloat16`. */
  bfloat16Tolerance: z.number().min(0).max(1).optional(),
  predictions: z.array(goldenPrediction).min(1),
});

const modelCard = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  note: z.string().optional(),
  weights: z.strictObject({
    source: z.string(),
    sha256: sha256.optional(),
    licence: z.string(),
    attribution: z.string(),
  }),
  preprocessing,
  /** The graph's output. For `logits`, the service computes the softmax. */
  output: z.enum(
    ['probabilities', 'logits'],
    ask(
      'does the graph end in "probabilities", or in "logits", of which the service takes the softmax?',
    ),
  ),
  /** The list itself, or its file. Relative to the card, like every path in it. */
  labels: z.union(
    [z.string().min(1), labelList],
    ask('which are the classes, in the order of the graph’s outputs?'),
  ),
  /** Without it, the model's answers cannot be explained. */
  explain: explain.optional(),
  golden: golden.optional(),
});

export type { Preprocessing } from './preprocessing.js';
export type GoldenPrediction = z.infer<typeof goldenPrediction>;
export type ModelCard = z.infer<typeof modelCard>;

/**
 * Reads and checks `card.json` in a model's folder.
 *
 * `golden.json` beside the card, if present, replaces the card's golden predictions. `make model` writes
 * it for weights that the card has none for.
 *
 * @throws ModelError naming each field that is wrong
 */
export async function loadModelCard(folder: string): Promise<ModelCard> {
  const file = join(folder, 'card.json');
  const card = parse(modelCard, file, await readJson(file));
  const [width, height] = smallestResized(card.preprocessing);
  const { crop } = card.preprocessing;
  if (crop.width > width || crop.height > height)
    throw new ModelError(`${file}: preprocessing.crop is larger than the resized image`);
  const goldenFile = join(folder, 'golden.json');
  if (!existsSync(goldenFile)) return card;
  return { ...card, golden: parse(golden, goldenFile, await readJson(goldenFile), 'golden') };
}

/** Reads what the model's outputs stand for: the list is in the card, or in a file that it names. */
export async function loadClasses(folder: string, card: ModelCard): Promise<Classes> {
  if (typeof card.labels !== 'string') return classesOf(card.labels);
  const file = resolvePath(folder, card.labels);
  return classesOf(parse(labelList, file, await readJson(file), 'labels'));
}

export async function loadLabels(folder: string, card: ModelCard): Promise<Labels> {
  return (await loadClasses(folder, card)).labels;
}

/** Paths in a card are relative to the card's folder. */
export function resolvePath(folder: string, path: string): string {
  return resolve(folder, path);
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ModelError(`${file} cannot be read`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** @param field the card's field that the file holds, empty for the whole card */
function parse<T>(schema: z.ZodType<T>, file: string, value: unknown, field?: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = describeIssues(result.error, (issue) => inWords(issue, value, field));
  throw new ModelError(`${file}: ${problems}`, { cause: result.error });
}
