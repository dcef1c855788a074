import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Preprocessing } from '../../../../src/model/model-card.js';
import { preprocess } from '../../../../src/inference/child/preprocess.js';
import type { RgbImage } from '../../../../src/inference/child/pixels.js';
import { temporaryFolder } from '../../../helpers/squeezenet-variant.js';
import { compare, prepareWithPillow } from '../pillow.js';

const SQUEEZENET = { mode: 'warp', width: 256, height: 256, crop: [227, 227] } as const;
const SHORT_SIDE = { mode: 'short-side', size: 64, crop: [49, 33] } as const;
const TINY = { mode: 'warp', width: 5, height: 3, crop: [5, 3] } as const;

// Smaller than the targets, larger, equal in one or both directions, and one pixel wide or high.
const SIZES = [
  [1, 1],
  [1, 7],
  [9, 1],
  [2, 3],
  [5, 3],
  [1, 300],
  [1023, 1],
  [64, 91],
  [91, 64],
  [256, 256],
  [256, 40],
  [17, 256],
  [255, 257],
  [511, 333],
  [640, 480],
  [1023, 1537],
] as const;

type Target = typeof SQUEEZENET | typeof SHORT_SIDE | typeof TINY;

function preprocessingOf(
  { crop: [width, height], ...resize }: Target,
  resampling: Preprocessing['resampling'],
): Preprocessing {
  return {
    resize,
    resampling,
    crop: { width, height },
    channelOrder: 'RGB',
    mean: [0, 0, 0],
    scale: [1, 1, 1],
    foldedIntoFirstConvolution: true,
  };
}

/** Noise with many black and white neighbours: the worst case for rounding and clamping. */
function noise(width: number, height: number): RgbImage {
  let state = width * 65_537 + height;
  const data = new Uint8Array(width * height * 3).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const value = state >>> 23;
    return value < 256 ? value : value & 1 ? 255 : 0;
  });
  return { width, height, data };
}

async function compareAll(t: ExecutionContext, resampling: Preprocessing['resampling']) {
  const folder = await temporaryFolder(t);
  const cases = SIZES.flatMap(([width, height]) =>
    [SQUEEZENET, SHORT_SIDE, TINY].map((target) => ({
      image: noise(width, height),
      preprocessing: preprocessingOf(target, resampling),
    })),
  );
  const jobs = await Promise.all(
    cases.map(async ({ image: { width, height, data }, preprocessing }, index) => {
      const image = join(folder, `${index}.ppm`);
      await writeFile(image, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]));
      return { image, preprocessing, into: join(folder, `${index}.rgb`) };
    }),
  );
  const expected = await prepareWithPillow(jobs);
  return cases.map(({ image, preprocessing }, index) => ({
    name: `${image.width}×${image.height}, ${JSON.stringify(preprocessing.resize)}`,
    ...compare(preprocess(image, preprocessing), expected[index] ?? []),
  }));
}

test('with antialiasing, every pixel is Pillow’s', async (t) => {
  for (const { name, largest } of await compareAll(t, 'bilinear-antialias')) t.is(largest, 0, name);
});

test('without antialiasing, no pixel is off by more than rounding', async (t) => {
  // Rounded after each of two passes here, and once in the reference.
  for (const { name, largest } of await compareAll(t, 'bilinear'))
    t.true(largest <= 1, `${name}: ${largest}`);
});
