import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { decodeImage } from '../../../src/inference/child/decode/decode-image.js';
import { Model } from '../../../src/inference/child/model.js';
import type { Preprocessing } from '../../../src/model/model-card.js';
import { runModel } from '../../helpers/run-model.js';
import { ROOT } from '../../helpers/squeezenet-variant.js';
import { tinyModel, writeModel } from '../../helpers/tiny-model.js';

const MAX_PIXELS = 10_000_000;
const RATIOS = [1, 2, 4, 8];

interface Photo {
  readonly jpeg: Buffer;
  /** Scaled by each ratio, as PNGs, which are not scaled further. */
  readonly scaled: readonly Buffer[];
}

/** Ratios that do not divide the size give other probabilities than the service's. */
async function photo(width: number, height: number, orientation = 1): Promise<Photo> {
  const jpeg = await sharp(join(ROOT, 'models/golden/rocket.jpg'))
    .resize(width, height, { fit: 'fill' })
    .jpeg()
    .withMetadata({ orientation })
    .toBuffer();
  return { jpeg, scaled: await Promise.all(RATIOS.map((ratio) => scale(jpeg, ratio))) };
}

async function scale(jpeg: Buffer, ratio: number): Promise<Buffer> {
  const { width, height, data } = await decodeImage(jpeg, {
    maxPixels: MAX_PIXELS,
    minimumSize: (upright) => ({ width: upright.width / ratio, height: upright.height / ratio }),
  });
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** By which ratio a model with this preprocessing scales the JPEG, as its probabilities show. */
async function ratioOf(
  t: ExecutionContext,
  { jpeg, scaled }: Photo,
  preprocessing: Partial<Preprocessing>,
): Promise<number | undefined> {
  const model = await Model.load(await writeModel(t, tinyModel(preprocessing)));
  const probabilities = async (image: Buffer) =>
    [...(await runModel(model, image, MAX_PIXELS)).probabilities].join();
  const results = await Promise.all(scaled.map(probabilities));
  t.is(new Set(results).size, RATIOS.length, 'each ratio shows');
  const actual = await probabilities(jpeg);
  model.dispose();
  return RATIOS[results.indexOf(actual)];
}

function warp(width: number, height: number): Partial<Preprocessing> {
  return { resize: { mode: 'warp', width, height } };
}

test('a JPEG is scaled from 4,000,000 pixels on', async (t) => {
  t.is(await ratioOf(t, await photo(2000, 2000), warp(250, 250)), 4);
  t.is(await ratioOf(t, await photo(1999, 2001), warp(250, 250)), 1);
});

test('a scaled JPEG is at least twice as wide and as high as the resized one', async (t) => {
  const square = await photo(2000, 2000);
  for (const [width, height, ratio] of [
    [125, 125, 8],
    [126, 125, 4],
    [125, 126, 4],
    [251, 250, 2],
    [250, 251, 2],
    [500, 500, 2],
    [501, 500, 1],
    [500, 501, 1],
  ] as const)
    t.is(await ratioOf(t, square, warp(width, height)), ratio, `${width}×${height}`);
});

test('the upright size counts', async (t) => {
  t.is(await ratioOf(t, await photo(4000, 1000, 6), warp(250, 1000)), 2);
  t.is(await ratioOf(t, await photo(4000, 1000), warp(250, 1000)), 1);
});

test('a JPEG is never scaled for a model that resizes without antialiasing', async (t) => {
  const square = await photo(2000, 2000);
  for (const resampling of ['bilinear', 'bilinear-legacy', 'bilinear-align-corners'] as const)
    t.is(await ratioOf(t, square, { ...warp(125, 125), resampling }), 1, resampling);
});

test('a JPEG is scaled for other antialiasing and other ways to resize', async (t) => {
  const large = await photo(2400, 2000);
  const bicubic = { ...warp(150, 125), resampling: 'bicubic-antialias' } as const;
  t.is(await ratioOf(t, large, bicubic), 8);
  for (const mode of ['short-side', 'centre-square'] as const) {
    t.is(await ratioOf(t, large, { resize: { mode, size: 125 } }), 8, mode);
    t.is(await ratioOf(t, large, { resize: { mode, size: 126 } }), 4, mode);
  }
});
