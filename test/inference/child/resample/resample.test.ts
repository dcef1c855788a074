import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Preprocessing } from '../../../../src/model/preprocessing.js';
import { preprocess } from '../../../../src/inference/child/preprocess.js';
import type { RgbImage } from '../../../../src/inference/child/pixels.js';
import { loadTensorflow } from '../../../../src/inference/child/tensorflow.js';
import { temporaryFolder } from '../../../helpers/squeezenet-variant.js';
import { compare, prepareWithReference } from '../pillow.js';

type Resampling = Preprocessing['resampling'];

const TARGETS: Pick<Preprocessing, 'resize' | 'crop'>[] = [
  { resize: { mode: 'warp', width: 256, height: 256 }, crop: { width: 227, height: 227 } },
  { resize: { mode: 'short-side', size: 64 }, crop: { width: 49, height: 33 } },
  { resize: { mode: 'centre-square', size: 45 }, crop: { width: 45, height: 44 } },
  { resize: { mode: 'warp', width: 5, height: 3 }, crop: { width: 5, height: 3 } },
  { resize: { mode: 'warp', width: 1, height: 1 }, crop: { width: 1, height: 1 } },
];

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

function preprocessingOf(
  target: Pick<Preprocessing, 'resize' | 'crop'>,
  resampling: Resampling,
): Preprocessing {
  return {
    ...target,
    resampling,
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

async function compareAll(t: ExecutionContext, resampling: Resampling) {
  const folder = await temporaryFolder(t);
  const cases = SIZES.flatMap(([width, height]) =>
    TARGETS.map((target) => ({
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
  const expected = await prepareWithReference(jobs);
  return cases.map(({ image, preprocessing }, index) => ({
    name: `${image.width}×${image.height}, ${JSON.stringify(preprocessing.resize)}`,
    ...compare(preprocess(image, preprocessing), expected[index] ?? []),
  }));
}

for (const resampling of ['bilinear-antialias', 'bicubic-antialias'] as const)
  test(`${resampling}: every pixel is Pillow’s`, async (t) => {
    for (const { name, largest } of await compareAll(t, resampling)) t.is(largest, 0, name);
  });

for (const resampling of ['bilinear', 'bilinear-legacy', 'bilinear-align-corners'] as const) {
  test(`${resampling}: every resized image and crop is the reference’s`, async (t) => {
    for (const { name, largest } of await compareAll(t, resampling))
      // The reference computes in float64. In float32, a place at 1500 pixels is right to 1e-4.
      t.true(largest < 0.05, `${name}: ${largest}`);
  });

  test(`${resampling}: every float is TensorFlow’s`, (t) => {
    for (const [width, height] of SIZES)
      for (const { resize } of TARGETS)
        if (resize.mode === 'warp') {
          const image = noise(width, height);
          const preprocessing = preprocessingOf({ resize, crop: resize }, resampling);
          const { largest } = compare(
            preprocess(image, preprocessing),
            resizeWithTensorflow(image, [resize.height, resize.width], resampling),
          );
          t.is(largest, 0, `${width}×${height} to ${resize.width}×${resize.height}`);
        }
  });
}

/** The kernel that tf.image.resize and TF.js call. */
function resizeWithTensorflow(
  { width, height, data }: RgbImage,
  size: [number, number],
  resampling: Resampling,
): Float32Array {
  const tf = loadTensorflow();
  const image = tf.tensor4d(Float32Array.from(data), [1, height, width, 3]);
  const alignCorners = resampling === 'bilinear-align-corners';
  const halfPixelCentres = resampling === 'bilinear';
  const resized = tf.image.resizeBilinear(image, size, alignCorners, halfPixelCentres);
  return resized.dataSync<'float32'>();
}
