import type { ExecutionContext } from 'ava';
import { Model } from '../../../src/inference/child/model.js';
import { ModelError } from '../../../src/model/model-card.js';

/** Asserts that a model does not load, with one line that matches `message`. */
export async function assertRefused(
  t: ExecutionContext,
  folder: string,
  message: RegExp,
): Promise<void> {
  const error = await t.throwsAsync(Model.load(folder), { instanceOf: ModelError, message });
  t.notRegex(error.message, /\n/);
}
