import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { classify } from '../../../../src/inference/child/classify.js';
import { explain } from '../../../../src/inference/child/explain/explain.js';
import { Model } from '../../../../src/inference/child/model.js';
import { ROOT } from '../../../helpers/squeezenet-variant.js';
import { onlyForTfjs, tinyModel, writeModel } from '../../../helpers/tiny-model.js';

const MAX_PIXELS = 50_000_000;
const EXPLAIN = { features: 'image', weights: 'matrix' };

async function tinyExplained(t: ExecutionContext, size = 24): Promise<Model> {
  const model = tinyModel({ resize: { mode: 'warp', width: size, height: size } });
  const folder = await writeModel(t, { ...model, card: { ...model.card, explain: EXPLAIN } });
  const loaded = await Model.load(folder);
  t.teardown(() => {
    loaded.dispose();
  });
  return loaded;
}

/** Red on the left, blue on the right. */
async function halves(width: number, height: number): Promise<Buffer> {
  const half = { width: width / 2, height, channels: 3 } as const;
  const blue = await sharp({ create: { ...half, background: 'blue' } })
    .png()
    .toBuffer();
  return sharp({ create: { ...half, width, background: 'red' } })
    .composite([{ input: blue, left: width / 2, top: 0 }])
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Stored turned by 90°, with the Exif orientation that says so. */
function turned(image: Buffer): Promise<Buffer> {
  return sharp(image).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
}

test('an image that is stored turned is explained and drawn upright', async (t) => {
  const model = await tinyExplained(t);
  const upright = await halves(300, 100);
  for (const image of [upright, await turned(upright)]) {
    const options = { class: 2, draw: true, maxPixels: MAX_PIXELS };
    const { image: size, grid, rows, columns, drawing } = await explain(model, image, options);
    t.deepEqual(size, { width: 300, height: 100 });
    const row = grid.subarray(0, columns.cells);
    t.true((row[0] ?? 0) < 0 && (row.at(-1) ?? 0) > 0, row.join());
    t.is(rows.cells * columns.cells, grid.length);
    const { data, info } = await sharp(drawing).raw().toBuffer({ resolveWithObject: true });
    t.deepEqual([info.width, info.height], [300, 100]);
    const { exif, xmp, icc } = await sharp(drawing).metadata();
    t.deepEqual([exif, xmp, icc], [undefined, undefined, undefined]);
    const middle = (50 * 300 + 200) * 3;
    // Blue speaks for blue, so it is painted yellow.
    const [red = 0, , blue = 0] = data.subarray(middle);
    t.true(red > 150 && blue < 120, [...data.subarray(middle, middle + 3)].join());
  }
});

test('the model sees the same pixels as for a classification, also of a large JPEG', async (t) => {
  const model = await tinyExplained(t);
  const noise = await sharp({
    create: {
      width: 3000,
      height: 2000,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer();
  const { results } = await classify([model], noise, MAX_PIXELS);
  const options = { draw: true, maxPixels: MAX_PIXELS };
  const explained = await explain(model, noise, options);
  t.is(explained.probability, results[0]?.probabilities[explained.class] ?? NaN);
  // Decoded for the model at an eighth, 375 × 250, the drawing would be blurred.
  const { data, info } = await sharp(explained.drawing).raw().toBuffer({ resolveWithObject: true });
  t.deepEqual([info.width, info.height], [1024, 683]);
  // How much neighbouring pixels differ.
  const contrast = data.reduce(
    (sum, value, index) => sum + Math.abs(value - (data[index + 3] ?? value)) / data.length,
    0,
  );
  t.true(contrast > 1.5, String(contrast));
  t.deepEqual(explained.image, { width: 3000, height: 2000 });
});

test('without a wish to draw, nothing is', async (t) => {
  const model = await tinyExplained(t);
  const image = await readFile(join(ROOT, 'models/golden/rocket.jpg'));
  const { drawing } = await explain(model, image, { draw: false, maxPixels: MAX_PIXELS });
  t.is(drawing.length, 0);
});

test('limits and formats are those of a classification', async (t) => {
  const model = await tinyExplained(t);
  const image = await readFile(join(ROOT, 'models/golden/rocket.jpg'));
  await t.throwsAsync(explain(model, image, { draw: true, maxPixels: 1000 }), {
    code: 'image_too_many_pixels',
  });
  await t.throwsAsync(explain(model, Buffer.from('text'), { draw: true, maxPixels: 1000 }), {
    code: 'not_an_image',
  });
});

test('what TF.js runs node by node is not explainable, before the image is looked at', async (t) => {
  const model = onlyForTfjs(tinyModel());
  const folder = await writeModel(t, { ...model, card: { ...model.card, explain: EXPLAIN } });
  const loaded = await Model.load(folder);
  t.regex(loaded.note ?? '', /node by node/);
  await t.throwsAsync(explain(loaded, Buffer.from('text'), { draw: true, maxPixels: 1000 }), {
    code: 'not_explainable',
  });
  loaded.dispose();
});
