import test from 'ava';
import sharp from 'sharp';
import { ImageHeaderError } from '../../../../src/inference/child/decode/image-header.js';
import { readImageHeader } from '../../../../src/inference/child/decode/read-image-header.js';
import { bmpHeader, pngChunk, pngHeader, PNG_SIGNATURE } from './headers.js';

test('reads PNGs that another encoder wrote', async (t) => {
  for (const channels of [3, 4] as const) {
    const background = { r: 1, g: 2, b: 3, alpha: 0.5 };
    const png = await sharp({ create: { width: 70, height: 30, channels, background } })
      .png()
      .toBuffer();
    t.deepEqual(readImageHeader(png), {
      format: 'png',
      width: 70,
      height: 30,
      orientation: 1,
      alpha: channels === 4,
      tensorflowDecodable: true,
    });
  }
});

test('a tRNS chunk anywhere before the data makes a PNG transparent', (t) => {
  const transparent = Buffer.concat([
    pngHeader(5, 6, 3),
    pngChunk('PLTE', Buffer.alloc(3)),
    pngChunk('tRNS', Buffer.alloc(1)),
    pngChunk('IDAT', Buffer.alloc(0)),
  ]);
  t.true(readImageHeader(transparent)?.alpha);
  const opaque = Buffer.concat([
    pngHeader(5, 6, 3),
    pngChunk('tEXt', Buffer.from('tRNS')),
    pngChunk('IDAT', Buffer.alloc(0)),
    pngChunk('tRNS', Buffer.alloc(1)),
  ]);
  t.false(readImageHeader(opaque)?.alpha);
});

test('reads a PNG’s orientation', (t) => {
  const exif = Buffer.from('4d4d002a00000008000101120003000000010007000000000000', 'hex');
  const png = Buffer.concat([pngHeader(5, 6, 2), pngChunk('eXIf', exif)]);
  t.is(readImageHeader(png)?.orientation, 7);
  const broken = Buffer.concat([pngHeader(5, 6, 2), pngChunk('eXIf', exif.subarray(0, 12))]);
  t.is(readImageHeader(broken)?.orientation, 1);
});

test('says what is wrong with a PNG’s header', (t) => {
  const png = pngHeader(5, 6, 2);
  for (const length of [8, 11, 15, 16, 23, 25])
    t.throws(() => readImageHeader(png.subarray(0, length)), {
      instanceOf: ImageHeaderError,
      message: 'the header is cut short',
    });
  const headless = Buffer.concat([PNG_SIGNATURE, pngChunk('IDAT', Buffer.alloc(20))]);
  t.throws(() => readImageHeader(headless), { message: 'a PNG without a header' });
});

test('a PNG with truncated chunks still has a size', (t) => {
  const huge = pngChunk('tEXt', Buffer.alloc(4));
  huge.writeUInt32BE(0xffff_ffff);
  for (const rest of [huge, huge.subarray(0, 7)])
    t.is(readImageHeader(Buffer.concat([pngHeader(5, 6, 2), rest]))?.height, 6);
});

test('reads bitmaps, bottom-up or top-down', (t) => {
  for (const height of [20, -20])
    t.deepEqual(readImageHeader(bmpHeader(10, height, 24)), {
      format: 'bmp',
      width: 10,
      height: 20,
      orientation: 1,
      alpha: false,
      tensorflowDecodable: true,
    });
  t.is(readImageHeader(bmpHeader(10, -(2 ** 31), 24))?.height, 2 ** 31);
});

test('TensorFlow decodes uncompressed bitmaps of 24 and 32 bits', (t) => {
  const decodable = (...args: Parameters<typeof bmpHeader>) =>
    readImageHeader(bmpHeader(...args))?.tensorflowDecodable;
  t.true(decodable(1, 1, 24));
  t.true(decodable(1, 1, 32));
  for (const bits of [0, 1, 4, 8, 16]) t.false(decodable(1, 1, bits));
  t.false(decodable(1, 1, 32, 3));
  t.false(decodable(1, 1, 24, 0, 12));
});

test('a bitmap’s header has one of the sizes that there are', (t) => {
  for (const size of [40, 52, 56, 64, 108, 124])
    t.is(readImageHeader(bmpHeader(7, 9, 24, 0, size))?.width, 7, String(size));
  for (const size of [0, 11, 13, 39, 41, 51, 53, 55, 57, 63, 65, 107, 109, 123, 125])
    t.throws(() => readImageHeader(bmpHeader(7, 9, 24, 0, size)), {
      message: `bitmaps with a header of ${size} bytes are not supported`,
    });
});

test('a bitmap’s truncated header is broken', (t) => {
  for (const length of [2, 17, 25, 33])
    t.throws(() => readImageHeader(bmpHeader(1, 1, 24).subarray(0, length)), {
      instanceOf: ImageHeaderError,
      message: 'the header is cut short',
    });
});

test('other formats have no header here', (t) => {
  for (const text of ['', 'B', 'GIF89a', 'RIFF....WEBPVP8 ', '\x89PNG\n', 'hello', '<svg/>'])
    t.is(readImageHeader(Buffer.from(text, 'latin1')), undefined, text);
});
