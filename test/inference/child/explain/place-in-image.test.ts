import test from 'ava';
import { placeInImage } from '../../../../src/inference/child/explain/place-in-image.js';
import type { RgbImage } from '../../../../src/inference/child/pixels.js';
import type { Preprocessing } from '../../../../src/model/preprocessing.js';
import { tinyModel } from '../../../helpers/tiny-model.js';

/** One cell for each 10 of 100 pixels, at 4.5, 14.5, … */
const CELLS = {
  rows: { cells: 10, first: 4.5, step: 10 },
  columns: { cells: 10, first: 4.5, step: 10 },
};

function place(image: Omit<RgbImage, 'data'>, resize: Preprocessing['resize'], crop = 100) {
  const preprocessing = {
    ...tinyModel().card.preprocessing,
    resize,
    crop: { width: crop, height: crop },
  };
  return placeInImage({ ...image, data: new Uint8Array() }, CELLS, preprocessing);
}

test('warped as a whole, the model saw everything', (t) => {
  const resize = { mode: 'warp', width: 100, height: 100 } as const;
  t.deepEqual(place({ width: 400, height: 200 }, resize), {
    image: { width: 400, height: 200 },
    seen: { left: 0, top: 0, width: 400, height: 200 },
    rows: { cells: 10, first: 10, step: 20 },
    columns: { cells: 10, first: 20, step: 40 },
  });
});

test('SqueezeNet saw 227 of 256 pixels each way, whatever the proportions', (t) => {
  const resize = { mode: 'warp', width: 256, height: 256 } as const;
  const { seen } = place({ width: 1024, height: 512 }, resize, 227);
  // The crop of 227 begins at 14.
  t.deepEqual(seen, { left: 56, top: 28, width: 908, height: 454 });
});

test('after short-side, the model saw a square in the centre', (t) => {
  const resize = { mode: 'short-side', size: 125 } as const;
  // 500 × 250 becomes 250 × 125; the crop begins at (75, 12), the half pixel rounded to even.
  const { seen, columns } = place({ width: 500, height: 250 }, resize);
  t.deepEqual(seen, { left: 150, top: 24, width: 200, height: 200 });
  t.deepEqual(columns, { cells: 10, first: 160, step: 20 });
});

test('of a centre square, the model saw a part of the square', (t) => {
  const resize = { mode: 'centre-square', size: 100 } as const;
  const { seen } = place({ width: 300, height: 501 }, resize);
  t.deepEqual(seen, { left: 0, top: 100, width: 300, height: 300 });
});

test('of a JPEG that was scaled while decoding, places are in pixels of the file', (t) => {
  const resize = { mode: 'warp', width: 100, height: 100 } as const;
  // 1001 columns are 500.5 at half size; mirrored, the half one comes first.
  const image = {
    width: 501,
    height: 300,
    extent: { left: 0.5, top: 0, width: 500.5, height: 300 },
    original: { width: 1001, height: 600 },
  };
  t.deepEqual(place(image, resize), {
    image: { width: 1001, height: 600 },
    seen: { left: 0, top: 0, width: 1001, height: 600 },
    rows: { cells: 10, first: 30, step: 60 },
    columns: { cells: 10, first: 50.05, step: 100.1 },
  });
});
