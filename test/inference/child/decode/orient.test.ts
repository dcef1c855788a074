import { join } from 'node:path';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { joinUpright } from '../../../../src/inference/child/decode/orient.js';
import { Model } from '../../../../src/inference/child/model.js';
import type { RgbImage } from '../../../../src/inference/child/pixels.js';
import { resample } from '../../../../src/inference/child/resample/resample.js';
import { runModel } from '../../../helpers/run-model.js';
import { ROOT, SQUEEZENET_1_1 } from '../../../helpers/squeezenet-variant.js';
import { compare } from '../pillow.js';
import { turn } from './turn.js';

const MAX_PIXELS = 10_000_000;
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];
const ROCKET = join(ROOT, 'models/golden/rocket.jpg');

const model = await Model.load(SQUEEZENET_1_1);
test.after.always(() => {
  model.dispose();
});

test('bands are joined and turned, whatever their heights', (t) => {
  const [width, height] = [5, 7];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => index);
  for (const heights of [[7], [4, 3], [1, 2, 4], [1, 1, 1, 1, 1, 1, 1]])
    for (const orientation of ORIENTATIONS) {
      let top = 0;
      const bands = heights.map((rows) => {
        const start = top * width * 3;
        top += rows;
        return { width, height: rows, data: data.subarray(start, top * width * 3) };
      });
      const image = joinUpright({ width, height, bands }, orientation, (band) => band);
      const expected = turn({ width, height, data }, orientation);
      t.deepEqual(image, expected, `orientation ${orientation}, bands of ${heights.join()} rows`);
    }
});

/** The orientation that turns an upright image into the stored one. */
function inverse(orientation: number): number {
  return orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
}

function encoder({ width, height, data }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function decode(bytes: Uint8Array): Promise<RgbImage> {
  return decodeImage(bytes, { maxPixels: MAX_PIXELS, minimumSize: (upright) => upright });
}

/** The upright photo's pixels. */
async function rocket(width: number, height: number): Promise<RgbImage> {
  return decode(await sharp(ROCKET).resize(width, height, { fit: 'fill' }).png().toBuffer());
}

/** A JPEG that stores a photo as if the camera had been turned, and its upright pixels as a PNG. */
async function turned(photo: RgbImage, orientation: number) {
  const stored = encoder(turn(photo, inverse(orientation)));
  const untagged = await stored.clone().jpeg().toBuffer();
  const upright = encoder(turn(await decode(untagged), orientation));
  return {
    jpeg: await stored.jpeg().withMetadata({ orientation }).toBuffer(),
    png: await upright.png().toBuffer(),
  };
}

async function probabilities(bytes: Uint8Array): Promise<Float32Array> {
  return (await runModel(model, bytes, MAX_PIXELS)).probabilities;
}

test('a turned photo gets the confidences of the upright one', async (t) => {
  const photo = await rocket(321, 213);
  for (const orientation of ORIENTATIONS) {
    const { jpeg, png } = await turned(photo, orientation);
    t.is((await sharp(jpeg).metadata()).orientation, orientation);
    t.deepEqual(await probabilities(jpeg), await probabilities(png), `orientation ${orientation}`);
  }
});

test('so does a large one, which is scaled while it is decoded', async (t) => {
  const photo = await rocket(2901, 1451);
  for (const orientation of [3, 6]) {
    const { jpeg, png } = await turned(photo, orientation);
    const { largest } = compare(await probabilities(jpeg), await probabilities(png));
    t.true(largest < 0.02, `orientation ${orientation}: ${largest}`);
  }
});

test('turning a scaled image changes nothing but the places of its pixels', async (t) => {
  const jpeg = encoder(await rocket(301, 155)).jpeg();
  // A quarter of it is 75.25 × 38.75 pixels.
  const small = async (orientation: number, width: number, height: number) => {
    const image = await decodeImage(await jpeg.clone().withMetadata({ orientation }).toBuffer(), {
      maxPixels: MAX_PIXELS,
      minimumSize: (upright) => ({ width: upright.width / 4, height: upright.height / 4 }),
    });
    const decoded = orientation >= 5 ? [39, 76] : [76, 39];
    t.deepEqual([image.width, image.height], decoded, `orientation ${orientation}`);
    const size = { width, height };
    const region = image.extent ?? { ...image, left: 0, top: 0 };
    const crop = { left: 0, top: 0, ...size };
    const data = resample(image, region, size, crop, 'bilinear-antialias');
    return { ...size, data: Uint8Array.from(data) };
  };
  const stored = await small(1, 40, 20);
  for (const orientation of ORIENTATIONS) {
    const [width, height] = orientation >= 5 ? [20, 40] : [40, 20];
    const upright = await small(orientation, width, height);
    const { largest } = compare(upright.data, turn(stored, orientation).data);
    t.true(largest <= 1, `orientation ${orientation}: ${largest}`);
  }
});
