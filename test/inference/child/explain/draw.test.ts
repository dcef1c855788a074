import { createHash } from 'node:crypto';
import test from 'ava';
import sharp from 'sharp';
import { draw, LONGEST_SIDE } from '../../../../src/inference/child/explain/draw.js';
import { viridis } from '../../../../src/inference/child/explain/viridis.js';
import type { RgbImage } from '../../../../src/inference/child/pixels.js';

type Explanation = Parameters<typeof draw>[1];

function gray(width: number, height: number, value = 100): RgbImage {
  return { width, height, data: new Uint8Array(width * height * 3).fill(value) };
}

/** 2 × 2 cells at the centres of the quarters of an image that the model saw as a whole. */
function explanation(width: number, height: number, ...grid: number[]): Explanation {
  return {
    grid: Float32Array.from(grid),
    rows: { cells: 2, first: height / 4, step: height / 2 },
    columns: { cells: 2, first: width / 4, step: width / 2 },
    image: { width, height },
    seen: { left: 0, top: 0, width, height },
  };
}

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * 3;
    return [...data.subarray(start, start + 3)];
  };
  return { width: info.width, height: info.height, at };
}

test('a drawing is a PNG of the same size, at most 1,024 pixels a side', async (t) => {
  for (const [width, height, drawnWidth, drawnHeight] of [
    [30, 20, 30, 20],
    [1, 1, 1, 1],
    [1024, 10, 1024, 10],
    [1025, 1000, 1024, 999],
    [3000, 1000, 1024, 341],
    [5000, 1, 1024, 1],
  ] as const) {
    const drawing = draw(gray(width, height), explanation(width, height, 1, 0, 0, 0));
    const { format, channels } = await sharp(drawing).metadata();
    t.deepEqual([format, channels], ['png', 3]);
    const drawn = await pixelsOf(drawing);
    t.deepEqual([drawn.width, drawn.height], [drawnWidth, drawnHeight]);
  }
  t.is(LONGEST_SIDE, 1024);
});

test('the greatest value is the most opaque, where its cell is; zero and less are not painted', async (t) => {
  const { at } = await pixelsOf(draw(gray(41, 41), explanation(41, 41, 8, 4, 0, -8)));
  const mix = (level: number) =>
    viridis(level).map((channel) => Math.round(100 + (channel - 100) * 0.8 * level));
  t.deepEqual(at(0, 0), mix(1));
  // Between two cells the value is between theirs.
  t.deepEqual(at(40, 0), mix(128 / 255));
  t.deepEqual(at(20, 0), mix(191 / 255));
  t.deepEqual(at(0, 40), [100, 100, 100]);
  t.deepEqual(at(40, 40), [100, 100, 100]);
});

test('a map in which nothing speaks for the class leaves the image as it is', async (t) => {
  for (const grid of [
    [0, 0, 0, 0],
    [-1, -2, -3, -4],
  ]) {
    const { at } = await pixelsOf(draw(gray(8, 8), explanation(8, 8, ...grid)));
    for (let x = 0; x < 8; x++) t.deepEqual(at(x, x), [100, 100, 100]);
  }
});

test('what the model did not see is dark, to the pixel', async (t) => {
  const seen = { left: 10, top: 5, width: 20, height: 30 };
  const { at } = await pixelsOf(draw(gray(40, 40), { ...explanation(40, 40, 0, 0, 0, 0), seen }));
  const bright = (x: number, y: number) => x >= 10 && x < 30 && y >= 5 && y < 35;
  for (let x = 0; x < 40; x++)
    for (let y = 0; y < 40; y++)
      t.deepEqual(at(x, y), bright(x, y) ? [100, 100, 100] : [35, 35, 35]);
});

test('places scale with the drawing', async (t) => {
  const width = 4096;
  const image = gray(width / 2, 64);
  // Decoded at half the size of the file.
  const one = explanation(width, 128, 0, 5, 0, 5);
  const { at } = await pixelsOf(
    draw(image, { ...one, seen: { ...one.seen, left: 1024, width: 3072 } }),
  );
  t.deepEqual(at(255, 10), [35, 35, 35]);
  t.deepEqual(at(256, 10), [100, 100, 100]);
  t.deepEqual(
    at(1023, 10),
    viridis(1).map((channel) => Math.round(20 + channel * 0.8)),
  );
});

test("viridis is matplotlib's", (t) => {
  const colours = Array.from({ length: 17 }, (_, index) => viridis(index / 16)).flat();
  const hash = createHash('sha256').update(Buffer.from(colours)).digest('hex');
  // matplotlib 3.11.2: bytes(round(255 * c) for k in range(17) for c in matplotlib.colormaps['viridis'](k / 16)[:3])
  t.is(hash, 'f6cb7364e18ded014d545361eb627f8b44a18120ac83429dc1b44ec656eabb52');
});

test('viridis goes from dark violet to yellow, always brighter', (t) => {
  t.deepEqual(viridis(0), [68, 1, 84]);
  t.deepEqual(viridis(1), [253, 231, 37]);
  t.deepEqual(viridis(0.5), [33, 145, 140]);
  const brightness = Array.from({ length: 101 }, (_, index) => {
    const [red, green, blue] = viridis(index / 100);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  for (const [index, value] of brightness.entries())
    if (index > 0) t.true(value > (brightness[index - 1] ?? 0), String(index));
});

test('the whole drawing fades with its opacity, down to the image alone', async (t) => {
  const seen = { left: 0, top: 0, width: 20, height: 40 };
  const map = { ...explanation(40, 40, 8, 8, 8, 8), seen };
  const color = {
    ...gray(40, 40),
    data: Uint8Array.from({ length: 4800 }, (_, at) => 40 * (at % 3)),
  };
  const drawn = async (opacity?: number) => (await pixelsOf(draw(color, map, opacity))).at;
  const [whole, half, none] = await Promise.all([drawn(1), drawn(0.5), drawn(0)]);
  t.deepEqual((await drawn())(5, 5), whole(5, 5));
  for (const [x, y] of [
    [5, 5],
    [35, 5],
  ] as const) {
    t.deepEqual(none(x, y), [0, 40, 80]);
    for (const [channel, value] of half(x, y).entries())
      t.true(Math.abs(value - ((whole(x, y)[channel] ?? NaN) + 40 * channel) / 2) <= 1);
  }
});
