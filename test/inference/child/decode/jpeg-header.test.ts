import test from 'ava';
import { ImageHeaderError } from '../../../../src/inference/child/decode/image-header.js';
import { readImageHeader } from '../../../../src/inference/child/decode/read-image-header.js';

const SOI = [0xff, 0xd8];
const BASELINE = 0xc0;

function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...content];
}

/** A frame header for an image of 640×480 pixels. */
function frame(marker = BASELINE, components = 3): number[] {
  const rest = Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]);
  return segment(marker, [8, 0x01, 0xe0, 0x02, 0x80, components, ...rest.flat()]);
}

/** An APP1 segment with an Exif block of two entries. The second is the orientation. */
function exif(orientation: number, order: 'II' | 'MM' = 'MM', type = 3): number[] {
  const number = (value: number, bytes: number) => {
    const digits = Array.from({ length: bytes }, (_, place) => (value >> (8 * place)) & 255);
    return order === 'II' ? digits : digits.reverse();
  };
  const entry = (tag: number, kind: number, value: number[]) =>
    [number(tag, 2), number(kind, 2), number(1, 4), value, [0, 0]].flat();
  const directory = [
    number(2, 2),
    entry(0x0100, 3, number(640, 2)),
    entry(0x0112, type, number(orientation, 2)),
    [0, 0, 0, 0],
  ].flat();
  const tiff = [...Buffer.from(order), ...number(42, 2), ...number(8, 4), ...directory];
  return segment(0xe1, [...Buffer.from('Exif\0\0'), ...tiff]);
}

function read(...parts: (readonly number[])[]) {
  return readImageHeader(Uint8Array.from(parts.flat()));
}

test('reads the size, baseline or progressive, in colour or gray', (t) => {
  for (const marker of [0xc0, 0xc1, 0xc2])
    for (const components of [1, 3])
      t.deepEqual(read(SOI, segment(0xe0, [1, 2, 3]), frame(marker, components)), {
        format: 'jpeg',
        width: 640,
        height: 480,
        orientation: 1,
        alpha: false,
        tensorflowDecodable: true,
      });
});

test('TensorFlow does not decode four components', (t) => {
  t.false(read(SOI, frame(BASELINE, 4))?.tensorflowDecodable);
});

test('skips fill bytes, stray bytes and markers that stand alone', (t) => {
  for (const between of [
    [0xff, 0xff, 0xff],
    [0x00, 0x12, 0x34],
    [0xff, 0x00],
    [0xff, 0x01],
    [0xff, 0xd3],
  ])
    t.is(read(SOI, segment(0xe0, []), between, frame())?.width, 640, between.join());
});

test('does not mistake tables or a segment’s content for a frame', (t) => {
  for (const marker of [0xc4, 0xcc, 0xdb, 0xe2, 0xfe])
    t.is(read(SOI, segment(marker, [...frame(), 9, 9]), frame(0xc2))?.height, 480);
  const lie = [8, 0, 1, 0, 1, 3];
  t.is(read(SOI, segment(0xc4, lie), segment(0xcc, lie), frame())?.width, 640);
});

test('reads Exif’s orientation in both byte orders', (t) => {
  for (const order of ['II', 'MM'] as const)
    for (let orientation = 1; orientation <= 8; orientation++)
      t.is(read(SOI, exif(orientation, order), frame())?.orientation, orientation);
});

test('reads an orientation of type LONG, and one after the frame header', (t) => {
  t.is(read(SOI, exif(6, 'II', 4), frame())?.orientation, 6);
  const scan = segment(0xda, [1, 1, 0, 0, 63, 0]);
  t.is(read(SOI, frame(), exif(6), scan)?.orientation, 6);
  t.is(read(SOI, frame(), scan, exif(6))?.orientation, 1);
});

test('the first Exif block counts, and other APP1 segments do not', (t) => {
  const xmp = segment(0xe1, [...Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>')]);
  t.is(read(SOI, xmp, exif(6), xmp, exif(3), frame())?.orientation, 6);
});

test('a broken Exif block is ignored', (t) => {
  const whole = exif(6);
  const broken = {
    'an unknown orientation': exif(9),
    'orientation zero': exif(0),
    'not a short': exif(6, 'MM', 2),
    'no byte order': whole.map((byte, index) => (index === 10 ? 0x41 : byte)),
    'a directory beyond the end': whole.map((byte, index) => (index === 14 ? 0x7f : byte)),
    'more entries than there are': exif(6).map((byte, index) => (index === 18 ? 0xff : byte)),
    'cut short': segment(0xe1, whole.slice(4, 40)),
    empty: segment(0xe1, [...Buffer.from('Exif\0\0')]),
  };
  for (const [name, block] of Object.entries(broken)) {
    const header = read(SOI, block, frame());
    t.is(header?.width, 640, name);
    t.is(header?.orientation, name === 'more entries than there are' ? 6 : 1, name);
  }
});

test('a segment too short for an Exif block, or with another signature, is ignored', (t) => {
  const tiff = exif(6).slice(10);
  for (const content of ['Exif', 'Exif\0', 'Exif\0\0', 'Exif\0\0MM\0*\0\0\0'])
    t.is(read(SOI, segment(0xe1, [...Buffer.from(content)]), frame())?.orientation, 1, content);
  for (const signature of ['Exig\0\0', 'exif\0\0', '\0\0Exif']) {
    const other = segment(0xe1, [...Buffer.from(signature), ...tiff]);
    t.is(read(SOI, other, frame())?.orientation, 1, signature);
    t.is(read(SOI, other, exif(3), frame())?.orientation, 3, signature);
  }
});

test('says what is wrong with a header', (t) => {
  const wrong: [number[], RegExp][] = [
    [[...SOI, 0xff], /cut short/],
    [[...SOI, ...segment(0xe0, [1, 2, 3])], /cut short/],
    [[...SOI, ...frame().slice(0, 8)], /cut short/],
    [[...SOI, ...segment(0xe0, [1, 2, 3]).slice(0, 5), ...frame()], /cut short/],
    [[...SOI, 0xff, 0xe0, 0, 1, 1, 1, 1, 1], /broken segment/],
    [[...SOI, 0xff, 0xd9], /without a frame/],
    [[...SOI, ...segment(0xda, [1, 1, 0, 0, 63, 0]), ...frame()], /without a frame/],
  ];
  for (const [bytes, message] of wrong)
    t.throws(() => read(bytes), { instanceOf: ImageHeaderError, message }, bytes.join());
});

test('a file without the first three bytes is not a JPEG', (t) => {
  for (const bytes of [[], [0xff], SOI, [...SOI, 0x00], [0xd8, 0xff, 0xff]])
    t.is(read(bytes), undefined, bytes.join());
});

test('reads part of a larger buffer', (t) => {
  const bytes = Uint8Array.from([1, 2, 3, ...SOI, ...exif(5), ...frame(), 4, 5]);
  const header = readImageHeader(bytes.subarray(3, -2));
  t.deepEqual([header?.width, header?.height, header?.orientation], [640, 480, 5]);
});

/** Scans of so many components each. */
function scans(count: number, components: number): number[] {
  return Array<number[]>(count)
    .fill(segment(0xda, [components, 0, 63, 0]))
    .flat();
}

test('the scans behind the frame’s header count, and at most 64 are decoded', (t) => {
  const progressive = frame(0xc2);
  t.is(read(SOI, progressive, scans(64, 3))?.width, 640);
  t.throws(() => read(SOI, progressive, scans(65, 3)), { message: /more than 64 scans/ });
  // What looks like a scan in a segment before.
  const lie = segment(0xe0, Array<number[]>(9).fill([0xff, 0xda, 0, 2]).flat());
  t.is(read(SOI, lie, progressive, scans(64, 3))?.width, 640);
});

test('a first scan of all components is the only one, unless the JPEG is progressive', (t) => {
  for (const components of [1, 3])
    t.is(read(SOI, frame(BASELINE, components), scans(99, components))?.width, 640);
  t.throws(() => read(SOI, frame(), scans(65, 1)), { message: /more than 64 scans/ });
  for (const marker of [0xc2, 0xc6, 0xca, 0xce])
    t.throws(() => read(SOI, frame(marker), scans(65, 3)), { message: /more than 64 scans/ });
  for (const marker of [0xc1, 0xc5, 0xcd, 0xcf])
    t.is(read(SOI, frame(marker), scans(99, 3))?.width, 640);
});
