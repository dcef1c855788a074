import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'saved-model.pb';
const INFO = 'saved-model.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const savedModelInfo = z.strictObject({
  /** SHA-256 over everything that the SavedModel was made from, in hex. */
  madeFrom: sha256,
  /** SHA-256 of the SavedModel. */
  sha256,
  /** The nodes that are fed and read. */
  input: z.string(),
  outputs: z.record(z.string(), z.string()),
});

/** What is known about the SavedModel that was written beside a model. */
export type SavedModelInfo = Readonly<z.infer<typeof savedModelInfo>>;

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
