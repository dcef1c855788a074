import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { ClassifierPool } from '../../../src/inference/classifier-pool.js';
import type { Explanation } from '../../../src/inference/explainer.js';
import { toChildModel } from '../../../src/inference/prepared-model.js';
import { readServedModel, type ServedModel } from '../../../src/model/served-model.js';
import { startPool } from '../../helpers/model-pool.js';
import { ROOT } from '../../helpers/squeezenet-variant.js';

/** A model in a child process, as the service runs it. */
export interface ExplainedModel {
  readonly model: ServedModel;
  readonly pool: ClassifierPool;
}

export async function startModel(t: ExecutionContext, folder: string): Promise<ExplainedModel> {
  const model = await readServedModel(folder);
  const pool = await startPool(folder, { models: [await toChildModel(model)] });
  t.teardown(() => pool.close());
  return { model, pool };
}

/** The numbers of an explanation, and the drawing if it is wanted. */
export function explain(
  { pool, model }: ExplainedModel,
  image: Uint8Array,
  wanted?: number,
  draw = false,
): Promise<Explanation> {
  const { signal } = new AbortController();
  return pool.explain(image, { model: model.name, class: wanted, draw }, signal);
}

export async function probabilitiesOf(
  { pool, model }: ExplainedModel,
  image: Uint8Array,
): Promise<Float32Array> {
  const { signal } = new AbortController();
  const results = await pool.classify(image, [model.name], signal);
  const probabilities = results.get(model.name)?.probabilities;
  if (probabilities === undefined) throw new Error(`no result of ${basename(model.folder)}`);
  return probabilities;
}

export function goldenImage(name: string): Promise<Buffer> {
  return readFile(join(ROOT, 'models/golden', name));
}

/** The cell of the greatest value, and where it is centred in the upright image. */
export function peakOf({ grid, rows, columns }: Explanation): { x: number; y: number } {
  const cell = grid.indexOf(grid.reduce((a, b) => Math.max(a, b)));
  return {
    x: columns.first + (cell % columns.cells) * columns.step,
    y: rows.first + Math.floor(cell / columns.cells) * rows.step,
  };
}
