import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'saved-model.pb';
const INFO = 'saved-model.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where the cells of a map lie along one side of the model's input. */
const cellAxis = z.strictObject({
  cells: z.int().min(1),
  /** The centre of the first cell's receptive field, in pixels: 0 is the centre of the first pixel. */
  first: z.number(),
  /** Pixels between the centres of neighbouring cells. */
  step: z.number(),
});

const mapNodes = z.strictObject({
  /** The node to feed with the wanted classes, int32: −1 is the most probable one. */
  classes: z.string(),
  /** These classes by index, int32. */
  wanted: z.string(),
  /** Their maps, shape [rows, columns, classes]: a map's mean, plus the bias, is its class's logit. */
  maps: z.string(),
  /** Without it, all are 0. */
  biases: z.string().optional(),
  rows: cellAxis,
  columns: cellAxis,
});

const savedModelInfo = z.strictObject({
  /** SHA-256 over everything that the SavedModel was made from, in hex. */
  madeFrom: sha256,
  /** SHA-256 of the SavedModel. */
  sha256,
  /** The nodes that are fed and read. */
  input: z.string(),
  outputs: z.strictObject({ probabilities: z.string() }),
  /** How the graph explains a class, if it can. */
  explain: mapNodes.optional(),
});

/** What is known about the SavedModel that was written beside a model. */
export type SavedModelInfo = Readonly<z.infer<typeof savedModelInfo>>;

/** The nodes that give activation maps, and where the maps' cells lie. */
export type MapNodes = Readonly<z.infer<typeof mapNodes>>;
export type CellAxis = Readonly<z.infer<typeof cellAxis>>;
export type MapCells = Pick<MapNodes, 'rows' | 'columns'>;

export function savedModelFile(folder: string): string {
  return join(folder, FILE);
}

/** @returns undefined if no SavedModel was written, or `saved-model.json` is broken */
export async function readSavedModelInfo(folder: string): Promise<SavedModelInfo | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(join(folder, INFO), 'utf8'));
    return savedModelInfo.safeParse(json).data;
  } catch {
    return undefined;
  }
}

/**
 * Writes a SavedModel beside a model. `saved-model.json` comes last and is renamed into place, so it never
 * vouches for a file that is half written.
 */
export async function writeSavedModel(
  folder: string,
  savedModel: Uint8Array,
  info: Omit<SavedModelInfo, 'sha256'>,
): Promise<void> {
  const complete: SavedModelInfo = { ...info, sha256: sha256Of(savedModel) };
  const part = join(folder, `${INFO}.part`);
  await writeFile(savedModelFile(folder), savedModel);
  await writeFile(part, `${JSON.stringify(complete, undefined, 2)}\n`);
  await rename(part, join(folder, INFO));
}

export async function removeSavedModel(folder: string): Promise<void> {
  for (const name of [INFO, FILE]) await rm(join(folder, name), { force: true });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
