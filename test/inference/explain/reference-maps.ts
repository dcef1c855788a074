import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../helpers/squeezenet-variant.js';

/** An activation map as numpy computes it. */
export interface ReferenceMap {
  /** From the root. */
  readonly image: string;
  readonly class: number;
  readonly bias: number;
  readonly grid: readonly (readonly number[])[];
}

/**
 * Reads the maps that were computed by the independent reference:
 * `tools/reference/run.sh explain models/NAME --weights FILE [--class 7] models/golden/chelsea.png …`
 */
export async function readReferenceMaps(model: string): Promise<ReferenceMap[]> {
  const file = join(ROOT, 'test/inference/explain/reference-maps', `${model}.jsonl`);
  return parseReferenceMaps(await readFile(file, 'utf8'));
}

export function parseReferenceMaps(lines: string): ReferenceMap[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReferenceMap);
}
