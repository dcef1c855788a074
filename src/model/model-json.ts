import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { describeIssues } from '../zod-issues.js';
import { ModelError } from './model-error.js';

/** The text of `model.json`, and what it says, unchecked. */
export interface ModelJsonFile {
  readonly text: string;
  readonly content: unknown;
}

/**
 * Reads a model's `model.json`.
 *
 * @throws ModelError if it cannot be read or is no JSON
 */
export async function readModelJson(folder: string): Promise<ModelJsonFile> {
  const file = join(folder, 'model.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ModelError(`${file} cannot be read: has the model been made ("make model")?`, {
      cause: error,
    });
  });
  try {
    return { text, content: JSON.parse(text) };
  } catch (error) {
    throw new ModelError(`${file} is no JSON`, { cause: error });
  }
}

/**
 * Checks what a `model.json` contains.
 *
 * @throws ModelError naming what is wrong
 */
export function parseModelJson<T>(
  schema: z.ZodType<T>,
  kind: 'graph' | 'layers',
  folder: string,
  content: unknown,
): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const file = join(folder, 'model.json');
  throw new ModelError(`${file} is no TF.js ${kind} model: ${describeIssues(result.error)}`, {
    cause: result.error,
  });
}
