import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { readGraphModel } from '../../../src/model/graph-model-file.js';
import { argmax } from '../../../src/inference/top-k.js';
import type { Explanation } from '../../../src/inference/explainer.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { product, uniform } from '../../tools/convert-squeezenet/tiny-weights.js';
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

/** Images that both models know. */
const KNOWN = ['chelsea.png', 'coffee.png', 'camera.png'];

/** Two golden images, each cut to a square that is half of the result. */
async function sideBySide(left: string, right: string): Promise<Buffer> {
  const square = { width: 400, height: 400, fit: 'cover' } as const;
  const halves = await Promise.all(
    [left, right].map(async (name) =>
      sharp(await goldenImage(name))
        .resize(square)
        .png()
        .toBuffer(),
    ),
  );
  const create = { width: 800, height: 400, channels: 3, background: 'black' } as const;
  const inputs = halves.map((input, index) => ({ input, left: 400 * index, top: 0 }));
  return sharp({ create }).composite(inputs).png().toBuffer();
}

for (const folder of MODELS)
  test(`${folder.slice(ROOT.length + 1)}: of two images side by side, the class of each peaks in its half`, async (t) => {
    const started = await startModel(t, folder);
    const classOf = async (name: string) => (await explain(started, await goldenImage(name))).class;
    for (const left of KNOWN)
      for (const right of KNOWN.filter((name) => name !== left)) {
        const image = await sideBySide(left, right);
        const inLeft = peakOf(await explain(started, image, await classOf(left)));
        const inRight = peakOf(await explain(started, image, await classOf(right)));
        t.true(inLeft.x < 400, `${left} beside ${right} peaks at ${inLeft.x}`);
        t.true(inRight.x > 400, `${right} beside ${left} peaks at ${inRight.x}`);
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
  return sharp(image).removeAlpha().composite(inputs).png().toBuffer();
}

/** Images that show one thing. Textures and skies have no part that matters more. */
const OBJECTS = [...KNOWN, 'rocket.jpg', 'astronaut.png', 'horse.png'];
const ROUNDS = 5;

for (const folder of MODELS)
  test(`${folder.slice(ROOT.length + 1)}: graying the strongest tenth of the cells costs more confidence than graying others`, async (t) => {
    const started = await startModel(t, folder);
    const random = uniform(13);
    const below = (limit: number) => Math.floor(((random() + 1) / 2) * limit);
    let [strongest, scattered, moved] = [0, 0, 0];
    for (const name of OBJECTS) {
      const image = await goldenImage(name);
      const map = await explain(started, image);
      const lost = async (cells: readonly number[]) => {
        const probabilities = await probabilitiesOf(started, await grayed(image, map, cells));
        return (map.probability - (probabilities[map.class] ?? 0)) / OBJECTS.length;
      };
      const { rows, columns } = map;
      const all = [...map.grid.keys()];
      const byValue = all.toSorted((a, b) => (map.grid[b] ?? 0) - (map.grid[a] ?? 0));
      const chosen = byValue.slice(0, Math.round(map.grid.length / 10));
      strongest += await lost(chosen);
      for (let round = 0; round < ROUNDS; round++) {
        const order = new Map(all.map((cell) => [cell, random()]));
        const shuffled = all.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
        scattered += (await lost(shuffled.slice(0, chosen.length))) / ROUNDS;
        // The same shape elsewhere: scattered squares alone make an image look like another thing.
        const [down, right] = [below(rows.cells), below(columns.cells)];
        const elsewhere = chosen.map((cell) => {
          const row = (Math.floor(cell / columns.cells) + down) % rows.cells;
          return row * columns.cells + (((cell % columns.cells) + right) % columns.cells);
        });
        moved += (await lost(elsewhere)) / ROUNDS;
      }
    }
    t.log(
      `lost on average: ${strongest.toFixed(3)} by the strongest, ${scattered.toFixed(3)} by random ones, ${moved.toFixed(3)} by their shape elsewhere`,
    );
    t.true(strongest > scattered + 0.05);
    t.true(strongest > moved + 0.05);
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

/** A copy of SqueezeNet with the weights of each layer in another order. */
async function shuffledSqueezenet(t: ExecutionContext): Promise<string> {
  const folder = join(await temporaryFolder(t), 'shuffled');
  await cp(SQUEEZENET_1_1, folder, { recursive: true });
  const card = await readFile(join(folder, 'card.json'), 'utf8');
  const real = JSON.parse(card) as Record<string, unknown>;
  const labels = join(ROOT, 'models/labels/imagenet-1k.json');
  await writeFile(
    join(folder, 'card.json'),
    JSON.stringify({ ...real, labels, golden: undefined }),
  );

  const { json, weightData } = await readGraphModel(folder);
  const data = Uint8Array.from(weightData);
  const random = uniform(29);
  let offset = 0;
  for (const { shape, dtype } of json.weightsManifest.flatMap(({ weights }) => weights)) {
    const values = new Float32Array(data.buffer, offset, product(shape));
    if (dtype === 'float32') shuffle(values, random);
    offset += values.byteLength;
  }
  await writeFile(join(folder, 'group1-shard1of1.bin'), data);
  return folder;
}

function shuffle(values: Float32Array, random: () => number): void {
  for (let index = values.length - 1; index > 0; index--) {
    const other = Math.floor(((random() + 1) / 2) * (index + 1));
    [values[index], values[other]] = [values[other] ?? 0, values[index] ?? 0];
  }
}

test('shuffled weights change the map: it shows the model, not only the image', async (t) => {
  const real = await startModel(t, SQUEEZENET_1_1);
  const shuffled = await startModel(t, await shuffledSqueezenet(t));
  for (const name of KNOWN) {
    const image = await goldenImage(name);
    const map = await explain(real, image);
    const other = await explain(shuffled, image, map.class);
    const likeness = correlation(map.grid, other.grid);
    t.log(`${name}: ${likeness.toFixed(3)}`);
    t.true(Math.abs(likeness) < 0.5, `${name}: ${likeness}`);
  }
});
