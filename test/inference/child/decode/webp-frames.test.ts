import test from 'ava';
import { countWebpFrames } from '../../../../src/inference/child/decode/webp-frames.js';

function chunk(type: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(length, 4);
  // Padded to two bytes. The content looks like frames.
  return Buffer.concat([head, Buffer.alloc(length + (length % 2), 'ANMF')]);
}

function count(chunks: Buffer[], limit = 100): number {
  const { buffer, byteOffset, byteLength } = Buffer.concat([Buffer.alloc(12), ...chunks]);
  return countWebpFrames(new DataView(buffer, byteOffset, byteLength), limit);
}

test('a still image has one frame', (t) => {
  t.is(count([chunk('VP8 ', 20)]), 1);
  t.is(count([]), 1);
});

test('each frame of an animation counts, whatever the lengths of the chunks', (t) => {
  const frames = [chunk('ANMF', 16), chunk('ANMF', 17), chunk('XMP ', 5), chunk('ANMF', 0)];
  t.is(count([chunk('VP8X', 10), chunk('ANIM', 6), ...frames]), 3);
});

test('counting stops one above the limit', (t) => {
  for (const limit of [1, 2])
    t.is(count(Array<Buffer>(9).fill(chunk('ANMF', 4)), limit), limit + 1);
});

test('a frame counts from its header on', (t) => {
  const whole = [chunk('ANMF', 4), chunk('ANMF', 0)];
  t.is(count(whole), 2);
  t.is(count([Buffer.concat(whole).subarray(0, -1)]), 1);
});
