import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findPreparedModel } from '../../../src/inference/prepared-model.js';
import { readServedModel } from '../../../src/model/served-model.js';
import { tinyModel, writeModel } from '../../helpers/tiny-model.js';

const MAIN = fileURLToPath(new URL('../../../tools/write-saved-model/main.js', import.meta.url));

function write(...folders: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...folders], { encoding: 'utf8' });
  return { status, stderr };
}

test('the SavedModels of given folders are written; one that fails is named, and the others are', async (t) => {
  const [good, bad] = [await writeModel(t, tinyModel()), await writeModel(t, tinyModel())];
  await rm(join(bad, '1.bin'));
  const { status, stderr } = write(bad, good);
  t.is(status, 1);
  t.is(
    stderr,
    `${bad}: no SavedModel is written, so each start makes it: ${join(bad, '1.bin')} cannot be read\n`,
  );
  t.not(await findPreparedModel(await readServedModel(good)), undefined);
});
