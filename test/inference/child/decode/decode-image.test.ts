import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test from 'ava';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import type { RgbImage, Size } from '../../../../src/inference/child/pixels.js';
import { compare, decodeWithPillow, makeImages } from '../pillow.js';

// Every kind of image that Pillow writes is decoded both here and by Pillow.

/** Decoded exactly as by Pillow. */
const SAME = [
  'jpeg-420.jpg',
  'jpeg-422.jpg',
  'jpeg-444.jpg',
  'jpeg-low.jpg',
  'jpeg-progressive.jpg',
  'jpeg-restarts.jpg',
  'jpeg-rgb.jpg',
  'jpeg-gray.jpg',
  'jpeg-cmyk.jpg',
  'png-rgb.png',
  'png-rgba.png',
  'png-rgb-trns.png',
  'png-gray.png',
  'png-gray-alpha.png',
  'png-gray-trns.png',
  'png-1-bit.png',
  'png-palette.png',
  'png-palette-4-bit.png',
  'png-palette-trns.png',
  'png-16-bit-gray.png',
  'png-16-bit-rgb.png',
  'png-gamma.png',
  'png-no-iend.png',
  'png-short-iend.png',
  'png-bad-iend.png',
  'png-no-chunk.png',
  'png-text-checksum.png',
  'png-no-checksum.png',
  'bmp-24.bmp',
  'bmp-32.bmp',
  'bmp-24-top-down.bmp',
  'bmp-8-palette.bmp',
  'bmp-8-gray.bmp',
  'bmp-1.bmp',
  'bmp-os2-24.bmp',
  'bmp-os2-8.bmp',
  'bmp-os2-1.bmp',
  'bmp-os2-2-8.bmp',
  'bmp-8-no-offset.bmp',
  'bmp-8-no-padding.bmp',
  'bmp-16.bmp',
  'bmp-16-555.bmp',
  'bmp-16-565.bmp',
  'bmp-16-565-top-down.bmp',
  'bmp-24-masks.bmp',
  'bmp-32-xrgb.bmp',
  'bmp-32-xbgr.bmp',
  'bmp-32-52.bmp',
  'bmp-32-alpha.bmp',
  'bmp-32-rgba.bmp',
  'bmp-32-no-masks.bmp',
  'bmp-rle8.bmp',
  'bmp-rle4.bmp',
  'gif.gif',
  'gif-transparent.gif',
  'gif-animated.gif',
  'webp-lossy.webp',
  'webp-lossless.webp',
  'webp-alpha.webp',
  'webp-animated.webp',
  'tiff.tif',
  'tiff-lzw.tif',
  'tiff-deflate.tif',
  'tiff-jpeg.tif',
  'tiff-gray.tif',
  'tiff-1-bit.tif',
  'tiff-palette.tif',
  'tiff-rgba.tif',
  'tiff-16-bit-gray.tif',
  'tiff-pages.tif',
  'tiff-cmyk.tif',
  'tiff-rgb-unspecified.tif',
];

/** The largest and the mean difference allowed where decoders may differ. */
const CLOSE: Record<string, [number, number]> = {
  'avif-420.avif': [32, 1.5],
  'avif-444.avif': [2, 0.5],
  'avif-alpha.avif': [3, 1],
  'avif-animated.avif': [32, 1.5],
  'avif-animated-alpha.avif': [32, 1.5],
};

const REFUSED: Record<string, RegExp> = {
  'tiff-rgb-2-extra.tif': /: TIFFs with 5 channels are not supported$/,
  'tiff-cmyk-extra.tif': /: TIFFs with 5 channels are not supported$/,
  'tiff-cmyk-16-bit.tif': /: CMYK TIFFs are supported with 8 bits a channel only$/,
  'tiff-lzma.tif': /: TIFFs compressed with LZMA are not supported$/,
  'tiff-zstd.tif': /: TIFFs compressed with ZSTD are not supported$/,
  'tiff-lab.tif': /: LAB TIFFs are not supported$/,
};

const REFUSED_BY_BOTH: Record<string, RegExp> = {
  'png-cut-text.png': /cannot be decoded$/,
  'png-cut-data.png': /cannot be decoded$/,
  'bmp-16-444.bmp': /: bitmaps with these masks for 16 bits are not supported$/,
  'bmp-32-10-bit.bmp': /: bitmaps with these masks for 32 bits are not supported$/,
  'bmp-rle8-cut.bmp': /: the bitmap is cut short$/,
  'bmp-jpeg.bmp': /: bitmaps compressed with JPEG are not supported$/,
  'bmp-os2-rle24.bmp': /: OS\/2 bitmaps that are compressed are not supported$/,
  'bmp-os2-16-bytes.bmp': /: bitmaps with a header of 16 bytes are not supported$/,
};

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) =>
  ['jpg', 'png', 'webp', 'tif'].map((format) => `orientation-${orientation}.${format}`),
);

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

for (const name of [...SAME, ...ORIENTATIONS])
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

test('HEIC is named as such', async (t) => {
  for (const brands of ['heic', 'mif1\0\0\0\0heic', 'hevc'])
    await t.throwsAsync(decode(Buffer.from(`\0\0\0\x30ftyp${brands.padEnd(40, '\0')}`, 'latin1')), {
      code: 'not_an_image',
      message: 'the image cannot be decoded: HEIC is not supported',
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
