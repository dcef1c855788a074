import { once } from 'node:events';
import { duplexPair, PassThrough, type Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test from 'ava';
import { readFrames, writeFrame, type Frame } from '../../../src/inference/protocol/frames.js';

/** Encoded frames: with and without payload, and one larger than a chunk. */
async function sample() {
  const large = Buffer.alloc(100_000, 'abc');
  const frames: Frame[] = [
    { header: { kind: 'ready' }, payload: Buffer.alloc(0) },
    { header: {}, payload: Buffer.from('image') },
    { header: { text: 'ünïcödé' }, payload: large },
    { header: { last: true }, payload: Buffer.from([1, 2, 3, 4]) },
  ];
  const stream = new PassThrough();
  for (const { header, payload } of frames) writeFrame(stream, header, payload);
  stream.end();
  return { frames, bytes: await buffer(stream) };
}

function collect(stream: Duplex, maxPayload = Infinity): Frame[] {
  const frames: Frame[] = [];
  readFrames(stream, maxPayload, (frame) => frames.push(frame));
  return frames;
}

test('frames arrive as they were sent, for any chunking of the stream', async (t) => {
  const { frames, bytes } = await sample();
  for (const size of [1, 2, 7, 8, 9, 1000, bytes.length]) {
    const stream = new PassThrough();
    const arrived = collect(stream);
    for (let start = 0; start < bytes.length; start += size)
      stream.write(bytes.subarray(start, start + size));
    stream.end();
    await once(stream, 'end');
    t.deepEqual(arrived, frames, `chunks of ${size}`);
  }
});

test('a payload can be read as float32 and does not change later', async (t) => {
  const stream = new PassThrough();
  const arrived = collect(stream);
  const values = Float32Array.of(0.25, -1, 3);
  writeFrame(stream, {}, new Uint8Array(values.buffer));
  writeFrame(stream, { x: 1 }, new Uint8Array(12).fill(255));
  stream.end();
  await once(stream, 'end');
  const payload = arrived[0]?.payload ?? new Uint8Array();
  t.deepEqual(new Float32Array(payload.buffer, payload.byteOffset, 3), values);
});

test('a frame that claims too much ends the stream before memory is allocated for it', async (t) => {
  for (const lengths of [
    [2, 1001],
    [70_000, 1],
  ] as const) {
    const stream = new PassThrough();
    const arrived = collect(stream, 1000);
    const failed = once(stream, 'error');
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(lengths[0]);
    bytes.writeUInt32LE(lengths[1], 4);
    stream.write(bytes);
    const [error] = (await failed) as [Error];
    t.is(error.message, 'a frame is larger than it may be');
    t.deepEqual(arrived, []);
  }
});

test('a header may have 65,536 bytes, and a payload as many as its bound', async (t) => {
  const header = 'x'.repeat(65_536 - 2);
  const payload = Buffer.alloc(1000, 1);
  const stream = new PassThrough();
  const arrived = collect(stream, payload.length);
  writeFrame(stream, header, payload);
  stream.end();
  await once(stream, 'end');
  t.deepEqual(arrived, [{ header, payload }]);
  const longer = new PassThrough();
  collect(longer);
  const failed = once(longer, 'error');
  writeFrame(longer, `${header}x`, payload);
  await failed;
  t.true(longer.destroyed);
});

test('a header that is not JSON ends the stream, and nothing behind it is delivered', async (t) => {
  const { frames, bytes } = await sample();
  for (const text of ['{', '', '{"kind":"ready"}}']) {
    const broken = Buffer.alloc(8 + text.length);
    broken.writeUInt32LE(text.length);
    broken.write(text, 8);
    const stream = new PassThrough();
    const arrived = collect(stream);
    const failed = once(stream, 'error');
    stream.write(Buffer.concat([bytes, broken, bytes]));
    stream.write(bytes);
    const [error] = (await failed) as [Error];
    t.is(error.message, 'the header of a frame is not JSON');
    t.true(stream.destroyed);
    t.deepEqual(arrived, frames, text);
  }
});

test('both ends of a channel can send', async (t) => {
  const [ours, theirs] = duplexPair();
  readFrames(theirs, 100, ({ header, payload }) => {
    writeFrame(theirs, { heard: header }, payload);
  });
  const answer = new Promise<Frame>((resolve) => {
    readFrames(ours, 100, resolve);
  });
  writeFrame(ours, { n: 1 }, Buffer.from('x'));
  t.deepEqual(await answer, { header: { heard: { n: 1 } }, payload: Buffer.from('x') });
});
