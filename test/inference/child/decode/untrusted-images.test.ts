import test from 'ava';
import fc from 'fast-check';
import sharp from 'sharp';
import { ServiceError } from '../../../../src/errors.js';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { bmpHeader, jpegHeader, pngChunk, pngHeader, tiffHeader, webpHeader } from './headers.js';

const MAX_PIXELS = 1_000_000;

function decode(bytes: Uint8Array, maxPixels = MAX_PIXELS) {
  return decodeImage(bytes, { maxPixels, minimumSize: (upright) => upright });
}

function blank(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: 'red' } });
}

/** An AVIF whose `ispe` box states another size. */
async function avifHeader(width: number, height: number): Promise<Buffer> {
  const avif = await blank(64, 64).avif().toBuffer();
  const size = avif.indexOf('ispe') + 8;
  avif.writeUInt32BE(width, size);
  avif.writeUInt32BE(height, size + 4);
  return avif;
}

/** A GIF whose logical screen and image descriptor state another size. */
async function gifHeader(width: number, height: number): Promise<Buffer> {
  const gif = await blank(8, 8).gif().toBuffer();
  const descriptor = gif.indexOf(Buffer.from('2c000000000800', 'hex'));
  for (const offset of [6, descriptor + 5]) {
    gif.writeUInt16LE(width, offset);
    gif.writeUInt16LE(height, offset + 2);
  }
  return gif;
}

/** A CMYK JPEG that states another size. */
async function cmykJpegHeader(width: number, height: number): Promise<Buffer> {
  const jpeg = await blank(64, 64).toColourspace('cmyk').jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

/** A bitmap of 1 bit, all pixels of the first colour. */
function oneBitBmp(width: number, height: number): Buffer {
  const header = bmpHeader(width, height, 1);
  header.writeUInt32LE(header.length + 8, 10);
  return Buffer.concat([header, Buffer.alloc(8 + Math.ceil(width / 32) * 4 * height)]);
}

async function webpOf(width: number, height: number): Promise<Buffer> {
  return webpHeader(width, height, await blank(8, 8).webp({ lossless: true }).toBuffer());
}

function pngOf(width: number, height: number): Buffer {
  return Buffer.concat([pngHeader(width, height, 2), pngChunk('IDAT', Buffer.alloc(9))]);
}

// Few pixels or none follow these headers, so a decoder could not know how many are missing.
const headers: Record<string, (width: number, height: number) => Buffer | Promise<Buffer>> = {
  PNG: pngOf,
  JPEG: jpegHeader,
  BMP: (width, height) => bmpHeader(width, height, 24),
  'top-down BMP': (width, height) => bmpHeader(width, -height, 32),
  GIF: gifHeader,
  TIFF: tiffHeader,
  AVIF: avifHeader,
  WebP: webpOf,
};

for (const [format, header] of Object.entries(headers))
  test(`a ${format} of too many pixels is refused by its header`, async (t) => {
    // A WebP's sides have 14 bits.
    const side = format === 'WebP' ? 16_000 : 60_000;
    await t.throwsAsync(decode(await header(side, side), 50_000_000), {
      instanceOf: ServiceError,
      code: 'image_too_many_pixels',
      message: `the image has ${side}×${side} pixels, more than the 50000000 allowed`,
    });
  });

for (const [format, header, allowed] of [
  ['AVIF', avifHeader, 40_000],
  ['CMYK JPEG', cmykJpegHeader, 75_000],
  ['WebP', webpOf, 60_000],
] as const)
  test(`a ${format} may have fewer pixels, since its decoder takes more memory`, async (t) => {
    const width = allowed / 100;
    await t.throwsAsync(decode(await header(width + 1, 100), 100_000), {
      code: 'image_too_many_pixels',
      message: `the image has ${width + 1}×100 pixels, more than the ${allowed} allowed for its format`,
    });
    const bytes = await header(width, 100);
    const error: unknown = await decode(bytes, 100_000).catch((error: unknown) => error);
    t.false(error instanceof ServiceError && error.code === 'image_too_many_pixels');
  });

for (const [format, header] of Object.entries({ BMP: oneBitBmp, PNG: pngOf, TIFF: tiffHeader }))
  test(`a ${format} with a side of more than 65,535 pixels is refused by its header`, async (t) => {
    for (const [width, height] of [
      [65_536, 1],
      [1, 65_536],
    ] as const)
      await t.throwsAsync(decode(header(width, height)), {
        code: 'image_too_many_pixels',
        message: `the image has ${width}×${height} pixels, more than the 65535 allowed for a side`,
      });
  });

test('a side may have 65,535 pixels', async (t) => {
  t.is((await decode(oneBitBmp(65_535, 1))).width, 65_535);
  t.is((await decode(oneBitBmp(1, 65_535))).height, 65_535);
});

test('as many pixels as allowed are decoded, and no more', async (t) => {
  for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const) {
    const bytes = await blank(40, 25).toFormat(format).toBuffer();
    // See the test of those that may have fewer pixels.
    const maxPixels = format === 'webp' ? 1667 : 1000;
    t.is((await decode(bytes, maxPixels)).data.length, 3000);
    await t.throwsAsync(decode(bytes, maxPixels - 1), { code: 'image_too_many_pixels' }, format);
  }
});

test('an image without pixels is refused', async (t) => {
  for (const bytes of [jpegHeader(0, 5), jpegHeader(5, 0), pngHeader(0, 5, 2), bmpHeader(0, 1, 24)])
    await t.throwsAsync(decode(bytes), { code: 'not_an_image' });
});

const texts = {
  nothing: '',
  'one byte': '\xff',
  text: 'This is not an image, and never was one.',
  HTML: '<!doctype html><title>Not found</title>',
  JSON: '{"error":"no such image"}',
  zeros: '\0'.repeat(10_000),
  PDF: '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n',
  // The cost of drawing it does not depend on its size.
  SVG: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>',
  PPM: 'P6 1 1 255 abc',
};

for (const [name, text] of Object.entries(texts))
  test(`${name} is not an image`, async (t) => {
    await t.throwsAsync(decode(Buffer.from(text, 'latin1')), {
      instanceOf: ServiceError,
      code: 'not_an_image',
      message: /^the image cannot be decoded[^\n]*$/,
    });
  });

/** A uniformly distributed share. Most doubles are tiny numbers. */
function share(max: number) {
  return fc.nat(10_000).map((value) => (value / 10_000) * max);
}

test('damaged images are decoded or refused, and nothing else', async (t) => {
  const photo = sharp('models/golden/chelsea.png').resize(60, 40);
  const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
  const images = await Promise.all(formats.map((format) => photo.toFormat(format).toBuffer()));
  const damage = fc.record({
    image: fc.constantFrom(...images),
    // Half of the damage is in the header.
    writes: fc.array(
      fc.record({
        place: fc.oneof(share(0.05), share(1)),
        value: fc.nat(255),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    kept: fc.oneof(fc.constant(1), share(1)),
  });
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(damage, async ({ image, writes, kept }) => {
      const bytes = Uint8Array.from(image);
      for (const { place, value } of writes) bytes[Math.floor(place * bytes.length)] = value;
      try {
        const { width, height, data } = await decode(bytes.subarray(0, kept * bytes.length));
        outcomes.add('decoded');
        t.is(data.length, width * height * 3);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        outcomes.add(error.code);
      }
    }),
    { numRuns: 400 },
  );
  t.true(outcomes.has('decoded') && outcomes.has('not_an_image'));
});
