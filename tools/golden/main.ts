// Computes the golden predictions of the model in MODEL_DIR by REFERENCE (tfjs, or a command), from the
// images in IMAGES, in the model's folder golden/, or in models/golden/.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandReference } from './command-reference.js';
import { makeGolden } from './make-golden.js';
import { tfjsReference } from './tfjs-reference.js';

const { MODEL_DIR: folder = '', REFERENCE = '', IMAGES = '' } = process.env;
const own = join(folder, 'golden');
const images = IMAGES || (existsSync(own) ? own : 'models/golden');
try {
  if (folder === '') throw new Error('MODEL_DIR must name the folder of a model');
  const reference =
    REFERENCE === '' || REFERENCE === 'tfjs'
      ? await tfjsReference(folder)
      : commandReference(REFERENCE, folder);
  console.log(`the predictions of ${images} by ${reference.name} …`);
  const { file, count } = await makeGolden(folder, images, reference);
  console.log(`${file} has the golden predictions of ${count} images`);
} catch (error) {
  console.error(`make golden: ${error instanceof Error ? error.message.trim() : String(error)}`);
  process.exitCode = 1;
}
