import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test from 'ava';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import type { RgbImage, Size } from '../../../../src/inference/child/pixels.js';
import { compare, decodeWithPillow, makeImages } from '../pillow.js';
import {
  CLOSE,
  ORIENTATIONS,
  RARE_ORIENTATIONS,
  REFUSED,
  REFUSED_BY_BOTH,
  SAME,
} from './image-kinds.js';

// Every kind of image that Pillow writes is decoded both here and by Pillow.

const images = new Map<string, { bytes: Buffer; expected: RgbImage }>();

test.before('make the images and decode them with Pillow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'images-'));
  await makeImages(folder);
  const names = [
    ...SAME,
    ...Object.keys(CLOSE),
    ...Object.keys(REFUSED),
    ...Object.keys(REFUSED_BY_BOTH),
    ...ORIENTATIONS,
    ...RARE_ORIENTATIONS,
  ];
  const files = names.map((name) => join(folder, name));
  const expected = await decodeWithPillow(files);
  for (const [index, file] of files.entries()) {
    const image = expected[index];
    if (image === undefined) throw new Error(`Pillow did not decode ${file}`);
    images.set(basename(file), { bytes: await readFile(file), expected: image });
  }
  await rm(folder, { recursive: true });
});

function image(name: string) {
  const found = images.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function decode(bytes: Uint8Array): Promise<RgbImage> {
  return decodeImage(bytes, { maxPixels: 1_000_000, minimumSize: (upright: Size) => upright });
}

for (const name of [...SAME, ...ORIENTATIONS, ...RARE_ORIENTATIONS])
  test(`${name} is decoded as Pillow does, to the bit`, async (t) => {
    const { bytes, expected } = image(name);
    const { width, height, data } = await decode(bytes);
    t.deepEqual([width, height], [expected.width, expected.height]);
    t.is(compare(data, expected.data).largest, 0);
  });

for (const [name, [largest, mean]] of Object.entries(CLOSE))
  test(`${name} is decoded nearly as Pillow does`, async (t) => {
    const { bytes, expected } = image(name);
    const { width, height, data } = await decode(bytes);
    t.deepEqual([width, height], [expected.width, expected.height]);
    const difference = compare(data, expected.data);
    const close = difference.largest <= largest && difference.mean <= mean;
    t.true(close, JSON.stringify(difference));
  });

for (const [name, message] of Object.entries(REFUSED))
  test(`${name} is not decoded`, async (t) => {
    const { bytes } = image(name);
    await t.throwsAsync(decode(bytes), { code: 'not_an_image', message });
  });

for (const [name, message] of Object.entries(REFUSED_BY_BOTH))
  test(`${name} is not decoded, here or by Pillow`, async (t) => {
    const { bytes, expected } = image(name);
    await t.throwsAsync(decode(bytes), { code: 'not_an_image', message });
    t.is(expected.data.length, 0);
  });

test('what people take for an image is named as what it is, with what to do', async (t) => {
  const heic = `\0\0\0\x18ftypmif1\0\0\0\0mif1heix`.padEnd(48, '\0');
  await t.throwsAsync(decode(Buffer.from(heic, 'latin1')), {
    code: 'not_an_image',
    message:
      /^the image cannot be decoded: it is HEIC \(brand heix\), which is not supported: convert it to JPEG/,
  });
});

test('a truncated image is refused', async (t) => {
  for (const name of [
    'jpeg-420.jpg',
    'png-rgb.png',
    'bmp-24.bmp',
    'gif.gif',
    'webp-lossy.webp',
    'avif-420.avif',
    'tiff.tif',
  ]) {
    const { bytes } = image(name);
    for (const length of [4, 40, bytes.length - 900])
      await t.throwsAsync(
        decode(bytes.subarray(0, length)),
        { code: 'not_an_image' },
        `${name}, ${length} bytes`,
      );
  }
});
