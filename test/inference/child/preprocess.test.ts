import test from 'ava';
import type { Preprocessing } from '../../../src/model/preprocessing.js';
import { blackImage, preprocess, resizedSize } from '../../../src/inference/child/preprocess.js';

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

/** The column and the row of the first pixel of the crop, for an image that keeps its size. */
function corner(resize: Preprocessing['resize'], [width, height]: [number, number], crop: number) {
  const image = coordinates(width, height);
  return [...preprocess(image, preprocessing(resize, crop, crop)).subarray(0, 2)];
}

test('after short-side, half a pixel of the crop is rounded to even, as torchvision’s CenterCrop does', (t) => {
  const size = { mode: 'short-side', size: 20 } as const;
  // torchvision 0.21: int(round((width - 8) / 2.0))
  for (const [width, left] of [
    [20, 6],
    [21, 6],
    [22, 7],
    [23, 8],
    [24, 8],
    [25, 8],
    [27, 10],
  ] as const) {
    t.deepEqual(corner(size, [width, 20], 8), [left, 6], String(width));
    t.deepEqual(corner(size, [20, width], 8), [6, left], String(width));
  }
});

test('centre-square takes the largest square, rounded to the left and up', (t) => {
  for (const [width, height, column, row] of [
    [9, 9, 0, 0],
    [14, 9, 2, 0],
    [15, 9, 3, 0],
    [9, 14, 0, 2],
    [9, 60, 0, 25],
  ] as const) {
    const size = { mode: 'centre-square', size: 9 } as const;
    t.deepEqual(corner(size, [width, height], 9), [column, row], `${width}×${height}`);
  }
});

test('pixels outside of the centre square have no influence', (t) => {
  const data = new Uint8Array(30 * 10 * 3).fill(255);
  for (let row = 0; row < 10; row++) data.fill(100, (row * 30 + 10) * 3, (row * 30 + 20) * 3);
  for (const resampling of [
    ...(['bilinear-antialias', 'bicubic-antialias'] as const),
    ...(['bilinear', 'bilinear-legacy', 'bilinear-align-corners'] as const),
  ])
    for (const size of [4, 10, 25]) {
      const card = preprocessing({ mode: 'centre-square', size }, size, size);
      const pixels = preprocess({ width: 30, height: 10, data }, { ...card, resampling });
      t.true(
        [...pixels].every((value) => value === 100),
        `${resampling}, ${size}`,
      );
    }
});

test('short-side sees the part of a scaled JPEG that counts', (t) => {
  // 39 columns, where the 40 that were decoded would give 40, and a crop that begins at column 19.
  const extent = { left: 0, top: 0, width: 39.25, height: 20 };
  const card = preprocessing({ mode: 'short-side', size: 20 }, 2, 20);
  t.is(preprocess({ ...coordinates(40, 20), extent }, card)[0], 18);
});

test('a black image has bytes where the model gets bytes', (t) => {
  const card = preprocessing({ mode: 'warp', width: 5, height: 4 }, 3, 2);
  t.deepEqual(blackImage(card), new Uint8Array(3 * 2 * 3));
  t.deepEqual(blackImage({ ...card, resampling: 'bilinear' }), new Float32Array(3 * 2 * 3));
});
