/** `make import`: makes the folder of a model that Teachable Machine exported. */
import { ModelError } from '../../src/model/model-card.js';
import { importModel } from './import-model.js';
import { folderExport, zipExport } from './read-export.js';

async function main({ MODEL_ZIP, MODEL_SOURCE, NAME }: NodeJS.ProcessEnv): Promise<void> {
  if (!NAME || Boolean(MODEL_ZIP) === Boolean(MODEL_SOURCE))
    throw new ModelError('usage: make import MODEL_ZIP=FILE.zip (or MODEL_SOURCE=FOLDER) NAME=…');
  const read = MODEL_ZIP ? await zipExport(MODEL_ZIP) : folderExport(MODEL_SOURCE ?? '');
  const folder = await importModel(read, 'models', NAME);
  console.log(
    `${folder}: made. "make golden MODEL_DIR=${folder}" computes its golden predictions, "make run MODEL_DIR=${folder}" serves it`,
  );
}

main(process.env).catch((error: unknown) => {
  console.error(error instanceof ModelError ? error.message : error);
  process.exitCode = 1;
});
