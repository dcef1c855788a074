import test from 'ava';
import { countGifFrames } from '../../../../src/inference/child/decode/gif-frames.js';

const IMAGE = 0x2c;
const TRAILER = 0x3b;
/** Pixels as sub-blocks. Their content looks like image descriptors. */
const BLOCKS = [3, IMAGE, IMAGE, IMAGE, 2, IMAGE, TRAILER, 0];
const SIZES = [0, 1, 2, 3, 4, 5, 6, 7];

/** A packed field that announces a table of 2^(size + 1) colours. */
function packed(size: number): number {
  return 0x80 | size;
}

/** A colour table that looks like trailers. */
function table(field: number): number[] {
  return field & 0x80 ? Array<number>(3 * 2 ** ((field & 7) + 1)).fill(TRAILER) : [];
}

function header(field = 0): number[] {
  return [...Buffer.from('GIF89a'), 8, 0, 8, 0, field, 0, 0, ...table(field)];
}

function descriptor(field: number): number[] {
  return [IMAGE, 0, 0, 0, 0, 8, 0, 8, 0, field];
}

function frame(field = 0): number[] {
  return [...descriptor(field), ...table(field), 8, ...BLOCKS];
}

function count(parts: number[][], limit = 100): number {
  return countGifFrames(new DataView(Uint8Array.from(parts.flat()).buffer), limit);
}

test('frames are counted up to the trailer', (t) => {
  t.is(count([header(), [TRAILER]]), 0);
  t.is(count([header(), frame(), frame(), [TRAILER], frame()]), 2);
});

test('counting stops one above the limit', (t) => {
  for (const limit of [1, 2])
    t.is(count([header(), ...Array<number[]>(9).fill(frame())], limit), limit + 1);
});

test('colour tables of all sizes are skipped', (t) => {
  for (const size of SIZES) {
    const field = packed(size);
    t.is(count([header(field), frame(), frame(), [TRAILER]]), 2, `global table ${size}`);
    t.is(count([header(), frame(field), frame(), [TRAILER]]), 2, `local table ${size}`);
    t.is(
      count([header(size | 0x70), frame(size | 0x60), frame(), [TRAILER]]),
      2,
      `no table ${size}`,
    );
  }
});

test('extensions and extra terminators are skipped', (t) => {
  const comment = [0x21, 0xfe, ...BLOCKS];
  // The label is no length.
  const control = [0x21, 0xf9, 4, 0, IMAGE, IMAGE, 0, 0];
  t.is(count([header(), comment, control, frame(), [0, 0], control, frame(), [TRAILER]]), 2);
});

test('a file that ends early has the frames that began', (t) => {
  const whole = [...header(), ...frame(), ...frame(packed(0))];
  const second = header().length + frame().length;
  for (let length = header().length; length <= whole.length; length++) {
    const frames = length > second ? 2 : length > header().length ? 1 : 0;
    t.is(count([whole.slice(0, length)]), frames, `${length} bytes`);
  }
});

test('an unknown block ends the count', (t) => {
  t.is(count([header(), frame(), [0x55], frame()]), 1);
});
