import test from 'ava';
import sharp from 'sharp';
import { countFrames } from '../../../../src/inference/child/decode/file-format.js';
import { decodeImage } from '../../../../src/inference/child/decode/decode-image.js';
import { MAX_FRAMES, MAX_SCANS } from '../../../../src/inference/child/decode/image-limits.js';

// Small files that would keep a decoder busy for a long time although their size is stated correctly.

function decode(bytes: Uint8Array) {
  return decodeImage(bytes, { maxPixels: 50_000_000, minimumSize: (upright) => upright });
}

function blank(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: 'red' } });
}

function times(count: number, part: Buffer): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(part));
}

/** A progressive JPEG whose last scan is repeated up to the number of scans given. */
async function progressive(scans: number): Promise<Buffer> {
  const jpeg = await blank(64, 64).jpeg({ progressive: true }).toBuffer();
  const sos = Buffer.from([0xff, 0xda]);
  let written = 0;
  for (let at = jpeg.indexOf(sos); at !== -1; at = jpeg.indexOf(sos, at + 1)) written++;
  const end = jpeg.length - 2;
  const last = jpeg.subarray(jpeg.lastIndexOf(sos), end);
  return Buffer.concat([jpeg.subarray(0, end), times(scans - written, last), jpeg.subarray(end)]);
}

/** An animated GIF of 8×8 pixels. */
async function animatedGif(frames: number): Promise<Buffer> {
  const gif = await blank(8, 8).gif().toBuffer();
  const frame = gif.subarray(gif.indexOf(Buffer.from('2c0000000008000800', 'hex')), -1);
  return Buffer.concat([gif.subarray(0, -1), times(frames - 1, frame), gif.subarray(-1)]);
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** An animated WebP of 8×8 pixels. */
async function animatedWebp(frames: number): Promise<Buffer> {
  const still = await blank(8, 8).webp({ lossless: true }).toBuffer();
  const size = Buffer.from('070000070000', 'hex');
  const canvas = Buffer.concat([Buffer.from([2, 0, 0, 0]), size]);
  const place = Buffer.concat([Buffer.alloc(6), size, Buffer.alloc(4)]);
  const frame = chunk('ANMF', Buffer.concat([place, still.subarray(12)]));
  const chunks = [chunk('VP8X', canvas), chunk('ANIM', Buffer.alloc(6)), times(frames, frame)];
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

/** A TIFF of 8×8 gray pixels. If `circular`, the last directory points to the first. */
function tiff(pages: number, circular = false): Buffer {
  const entries: [number, number, number][] = [
    [256, 4, 8],
    [257, 4, 8],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, 8],
    [279, 4, 64],
  ];
  const length = 2 + entries.length * 12 + 4;
  const file = Buffer.alloc(8 + 64 + pages * length);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(72, 4);
  for (let page = 0; page < pages; page++) {
    const start = 72 + page * length;
    file.writeUInt16LE(entries.length, start);
    for (const [index, [tag, type, value]] of entries.entries()) {
      const at = start + 2 + index * 12;
      file.writeUInt16LE(tag, at);
      file.writeUInt16LE(type, at + 2);
      file.writeUInt32LE(1, at + 4);
      file.writeUInt32LE(value, at + 8);
    }
    const last = page === pages - 1;
    file.writeUInt32LE(last ? (circular ? 72 : 0) : start + length, start + length - 4);
  }
  return file;
}

test('a JPEG may have as many scans as allowed, and no more', async (t) => {
  t.is((await decode(await progressive(MAX_SCANS))).width, 64);
  await t.throwsAsync(decode(await progressive(MAX_SCANS + 1)), {
    code: 'not_an_image',
    message: /more than 64 scans/,
  });
});

const animations: Record<string, (frames: number) => Buffer | Promise<Buffer>> = {
  GIF: animatedGif,
  WebP: animatedWebp,
  TIFF: tiff,
};

for (const [format, make] of Object.entries(animations))
  test(`a ${format} may have as many frames as allowed, and no more`, async (t) => {
    const { width, height } = await decode(await make(MAX_FRAMES));
    t.deepEqual([width, height], [8, 8]);
    await t.throwsAsync(decode(await make(MAX_FRAMES + 1)), {
      code: 'image_too_many_pixels',
      message: `the image has more than the ${MAX_FRAMES} frames allowed`,
    });
  });

test('counting circular directories stops at the limit', async (t) => {
  const circle = tiff(2, true);
  t.is(countFrames(new DataView(circle.buffer, circle.byteOffset, circle.length), 'tiff', 10), 11);
  await t.throwsAsync(decode(circle), { code: 'image_too_many_pixels' });
});

test('a scan’s marker inside a segment is not a scan', async (t) => {
  const jpeg = await blank(64, 64).jpeg({ progressive: true }).toBuffer();
  const comment = Buffer.concat([
    Buffer.from([0xff, 0xfe, 0x01, 0x02]),
    times(128, Buffer.from([0xff, 0xda])),
  ]);
  const sos = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const bytes = Buffer.concat([jpeg.subarray(0, sos), comment, jpeg.subarray(sos)]);
  t.is((await decode(bytes)).width, 64);
});

test('an unsupported kind of bitmap is named as such', async (t) => {
  const bitmap = Buffer.alloc(200);
  bitmap.write('BM');
  bitmap.writeUInt32LE(40, 14);
  bitmap.writeInt32LE(4, 18);
  bitmap.writeInt32LE(4, 22);
  bitmap.writeUInt16LE(8, 28);
  bitmap.writeUInt32LE(5, 30);
  await t.throwsAsync(decode(bitmap), {
    code: 'not_an_image',
    message: 'the image cannot be decoded: bitmaps compressed with PNG are not supported',
  });
});
