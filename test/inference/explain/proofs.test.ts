import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { argmax } from '../../../src/inference/top-k.js';
import type { Explanation } from '../../../src/inference/explainer.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { uniform } from '../../tools/convert-squeezenet/tiny-weights.js';
import { explain, goldenImage, peakOf, probabilitiesOf, startModel } from './explain.js';

// That a map is the reason of an answer, and not a picture that pleases. See docs/explain.md.

const MODELS = [SQUEEZENET_1_1, join(ROOT, 'models/efficientnet_lite0')];

for (const folder of MODELS)
  test(`${folder.slice(ROOT.length + 1)}: the logits are the maps’ means, so their softmax is the answer`, async (t) => {
    const started = await startModel(t, folder);
    for (const name of ['chelsea.png', 'rocket.jpg', 'brick.png']) {
      const image = await goldenImage(name);
      const probabilities = await probabilitiesOf(started, image);
      const best = await explain(started, image);
      t.is(best.class, argmax(probabilities));
      // Odds of two classes are exp of the difference of their logits.
      for (const index of [0, 7, 282, 657, 999, best.class]) {
        const one = await explain(started, image, index);
        t.is(one.class, index);
        t.is(one.probability, probabilities[index] ?? NaN);
        const mean = one.grid.reduce((sum, value) => sum + value, 0) / one.grid.length;
        t.true(Math.abs(mean + one.bias - one.logit) < 1e-5);
        const expected = best.probability * Math.exp(one.logit - best.logit);
        t.true(Math.abs(one.probability - expected) < 1e-5, `${name}, class ${index}`);
      }
    }
  });

const CAT = 282; // tiger cat
const ESPRESSO = 967;

/** Two golden images, each resized to half of the result. */
async function sideBySide(left: string, right: string): Promise<Buffer> {
  const side = { width: 400, height: 400, fit: 'fill' } as const;
  const halves = await Promise.all(
    [left, right].map(async (name) =>
      sharp(await goldenImage(name))
        .resize(side)
        .png()
        .toBuffer(),
    ),
  );
  const create = { width: 800, height: 400, channels: 3, background: 'black' } as const;
  const inputs = halves.map((input, index) => ({ input, left: 400 * index, top: 0 }));
  return sharp({ create }).composite(inputs).png().toBuffer();
}

for (const folder of MODELS)
  test(`${folder.slice(ROOT.length + 1)}: of a cat and an espresso side by side, each peaks in its half`, async (t) => {
    const started = await startModel(t, folder);
    for (const [left, right, [leftClass, rightClass]] of [
      ['chelsea.png', 'coffee.png', [CAT, ESPRESSO]],
      ['coffee.png', 'chelsea.png', [ESPRESSO, CAT]],
    ] as const) {
      const image = await sideBySide(left, right);
      const [inLeft, inRight] = [
        peakOf(await explain(started, image, leftClass)),
        peakOf(await explain(started, image, rightClass)),
      ];
      t.true(inLeft.x < 400, `${left} peaks at ${inLeft.x}`);
      t.true(inRight.x > 400, `${right} peaks at ${inRight.x}`);
    }
  });

/** The image with a gray square over each of these cells. */
async function grayed(
  image: Uint8Array,
  { columns, rows }: Explanation,
  cells: readonly number[],
): Promise<Buffer> {
  const [width, height] = [Math.round(columns.step), Math.round(rows.step)];
  const create = { width, height, channels: 3, background: { r: 123, g: 117, b: 104 } } as const;
  const input = await sharp({ create }).png().toBuffer();
  const inputs = cells.map((cell) => ({
    input,
    left: Math.round(columns.first + (cell % columns.cells) * columns.step - width / 2),
    top: Math.round(rows.first + Math.floor(cell / columns.cells) * rows.step - height / 2),
  }));
  return sharp(image).composite(inputs).png().toBuffer();
}

test('graying the strongest cells lowers the confidence more than graying random ones', async (t) => {
  const started = await startModel(t, SQUEEZENET_1_1);
  const random = uniform(13);
  for (const name of ['chelsea.png', 'coffee.png', 'camera.png', 'astronaut.png']) {
    const image = await goldenImage(name);
    const map = await explain(started, image);
    const count = Math.round(map.grid.length / 10);
    const byValue = [...map.grid.keys()].sort((a, b) => (map.grid[b] ?? 0) - (map.grid[a] ?? 0));
    const lost = async (cells: readonly number[]) => {
      const probabilities = await probabilitiesOf(started, await grayed(image, map, cells));
      return map.probability - (probabilities[map.class] ?? 0);
    };
    const byStrongest = await lost(byValue.slice(0, count));
    const byRandom: number[] = [];
    for (let round = 0; round < 10; round++) {
      const shuffled = byValue
        .map((cell) => [random(), cell] as const)
        .sort(([a], [b]) => a - b)
        .map(([, cell]) => cell);
      byRandom.push(await lost(shuffled.slice(0, count)));
    }
    const mean = byRandom.reduce((sum, value) => sum + value, 0) / byRandom.length;
    t.log(`${name}: ${byStrongest.toFixed(3)}, random ${mean.toFixed(3)}`);
    t.true(byStrongest > mean + 0.05, `${name}: ${byStrongest} and ${byRandom.join()}`);
  }
});

/** How alike two maps are: the correlation of their values. */
function correlation(a: Float32Array, b: Float32Array): number {
  const centred = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const dot = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  const [x, y] = [centred(a), centred(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y) || 1);
}

test('shuffled weights change the map', async (t) => {
  const folder = join(await temporaryFolder(t), 'shuffled');
  await cp(SQUEEZENET_1_1, folder, { recursive: true });
  const card = (await readFile(join(folder, 'card.json'), 'utf8')).replace(
    '"../labels/',
    `"${ROOT}/models/labels/`,
  );
  const { golden: _golden, ...ungoverned } = JSON.parse(card) as Record<string, unknown>;
  await writeFile(join(folder, 'card.json'), JSON.stringify(ungoverned));
  const shard = join(folder, 'group1-shard1of1.bin');
  const weights = new Float32Array(new Uint8Array(await readFile(shard)).buffer);
  const random = uniform(29);
  // conv10's kernel and biases are the last floats before the axes of the mean.
  const start = weights.length - 2 - 513_000;
  for (let index = weights.length - 3; index > start; index--) {
    const other = start + Math.floor(((random() + 1) / 2) * (index + 1 - start));
    [weights[index], weights[other]] = [weights[other] ?? 0, weights[index] ?? 0];
  }
  await writeFile(shard, new Uint8Array(weights.buffer));

  const [real, shuffled] = [await startModel(t, SQUEEZENET_1_1), await startModel(t, folder)];
  for (const [name, index] of [
    ['chelsea.png', CAT],
    ['coffee.png', ESPRESSO],
  ] as const) {
    const image = await goldenImage(name);
    const maps = [
      await explain(real, image, index),
      await explain(shuffled, image, index),
    ] as const;
    const likeness = correlation(maps[0].grid, maps[1].grid);
    t.log(`${name}: ${likeness.toFixed(3)}`);
    t.true(Math.abs(likeness) < 0.5, `${name}: ${likeness}`);
  }
});
