import test from 'ava';
import type { Preprocessing } from '../../../src/model/model-card.js';
import { preprocess, resizedSize } from '../../../src/inference/child/preprocess.js';

function preprocessing(
  resize: Preprocessing['resize'],
  width: number,
  height: number,
): Preprocessing {
  return {
    resize,
    resampling: 'bilinear-antialias',
    crop: { width, height },
    channelOrder: 'BGR',
    mean: [1, 2, 3],
    scale: [4, 5, 6],
    foldedIntoFirstConvolution: true,
  };
}

test('warp gives the size asked for, whatever the proportions', (t) => {
  const warp = preprocessing({ mode: 'warp', width: 30, height: 20 }, 1, 1);
  for (const [width, height] of [
    [1, 1],
    [10, 4000],
    [30, 20],
  ] as const) {
    const size = resizedSize({ width, height }, warp);
    t.deepEqual([size.width, size.height], [30, 20]);
  }
});

test('short-side keeps the proportions, the long side rounded down', (t) => {
  const shortSide = preprocessing({ mode: 'short-side', size: 256 }, 1, 1);
  for (const [width, height, newWidth, newHeight] of [
    [500, 375, 341, 256],
    [375, 500, 256, 341],
    [300, 300, 256, 256],
    [1, 3, 256, 768],
    // 256 · 299 / 100 = 765.44, and 256 · 7 / 3 = 597.33
    [299, 100, 765, 256],
    [3, 7, 256, 597],
  ] as const)
    t.deepEqual(resizedSize({ width, height }, shortSide), { width: newWidth, height: newHeight });
});

/** Red is the column, green the row. */
function coordinates(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return [pixel % width, Math.floor(pixel / width), 7][index % 3] ?? 0;
  });
  return { width, height, data };
}

test('the crop is the centre, rounded to the left and up', (t) => {
  for (const [width, height, left, top] of [
    [4, 4, 3, 2],
    [5, 3, 2, 2],
    [10, 8, 0, 0],
    [1, 1, 4, 3],
  ] as const) {
    const size = { mode: 'warp', width: 10, height: 8 } as const;
    const pixels = preprocess(coordinates(10, 8), preprocessing(size, width, height));
    t.is(pixels.length, width * height * 3);
    t.deepEqual([...pixels.subarray(0, 3)], [left, top, 7]);
    t.deepEqual([...pixels.subarray(-3)], [left + width - 1, top + height - 1, 7]);
  }
});

test('the pixels stay RGB 0…255: order, mean and scale are the graph’s', (t) => {
  const size = { mode: 'warp', width: 2, height: 1 } as const;
  const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 255) };
  t.deepEqual([...preprocess(image, preprocessing(size, 2, 1))], [10, 20, 30, 40, 50, 255]);
});
