import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import prettier from 'prettier';
import { readCard, readLabels, readModelFiles } from './model-folder.js';
import type { Reference } from './reference.js';

const IMAGE = /\.(avif|bmp|gif|jpe?g|png|tiff?|webp)$/i;
const TOLERANCE = 0.01;

/**
 * Computes a model's golden predictions and writes them into `card.json`, or into `golden.json` where
 * that is beside it. The same predictions give the same bytes.
 *
 * @returns the file, and the number of images
 */
export async function makeGolden(
  folder: string,
  imageFolder: string,
  reference: Reference,
): Promise<{ file: string; count: number }> {
  const card = await readCard(folder);
  const images = (await readdir(imageFolder))
    .filter((name) => IMAGE.test(name))
    .sort()
    .map((name) => resolve(imageFolder, name));
  if (images.length === 0) throw new Error(`${imageFolder} has no images`);
  const predictions = await reference.predict(images);
  const labels = new Set(await readLabels(folder, card));
  for (const { classification } of predictions.flat())
    if (!labels.has(classification))
      throw new Error(`the reference names the class ${classification}, which is no label`);
  const { weightData } = await readModelFiles(folder);
  const golden = {
    reference: reference.name,
    weightsSha256: createHash('sha256').update(weightData).digest('hex'),
    tolerance: card.golden?.tolerance ?? TOLERANCE,
    bfloat16Tolerance: card.golden?.bfloat16Tolerance,
    predictions: images.map((image, index) => ({
      image: relative(resolve(folder), image),
      top: predictions[index],
    })),
  };
  return { file: await write(folder, golden), count: images.length };
}

async function write(folder: string, golden: object): Promise<string> {
  const apart = join(folder, 'golden.json');
  const file = existsSync(apart) ? apart : join(folder, 'card.json');
  const card = JSON.parse(await readFile(file, 'utf8')) as object;
  const text = JSON.stringify(file === apart ? golden : { ...card, golden });
  await writeFile(file, await prettier.format(text, { parser: 'json', printWidth: 100 }));
  return file;
}
