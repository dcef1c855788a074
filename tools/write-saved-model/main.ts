/**
 * Writes the SavedModel of each model folder that is given, or else of each made model in models/, ahead of
 * the service's start. Without it the service makes it at each start, so for models/ a failure is only said.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareModel } from './prepare-model.js';

const given = process.argv.slice(2);
for (const folder of given.length > 0 ? given : await madeModels()) {
  try {
    await prepareModel(folder);
    console.log(`${folder}: its SavedModel is written`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${folder}: no SavedModel is written, so each start makes it: ${reason}`);
    if (given.length > 0) process.exitCode = 1;
  }
}

async function madeModels(): Promise<string[]> {
  const folders = (await readdir('models')).map((name) => join('models', name));
  return folders.filter((folder) => existsSync(join(folder, 'model.json'))).sort();
}
