import test from 'ava';
import { Writable } from 'node:stream';
import { LineWriter, pipeSink } from '../../../src/telemetry/log/line-writer.js';

const MEGABYTE = 'x'.repeat(1_048_575) + '\n';

/** A reader that takes one piece and then stalls until it is told to go on. */
function stalledReader() {
  const pieces: string[] = [];
  let resume: () => void = () => undefined;
  let stalled = true;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      pieces.push(chunk);
      if (stalled) resume = done;
      else done();
    },
  });
  const goOn = () => {
    stalled = false;
    resume();
  };
  return { stream, pieces, goOn };
}

test('while the reader is stalled, at most 4 MiB wait; the rest is dropped and counted', (t) => {
  const { stream } = stalledReader();
  const writer = new LineWriter(pipeSink(stream));
  for (let line = 0; line < 100; line++) {
    writer.write(MEGABYTE);
    writer.flush();
  }
  t.is(stream.writableLength, 4 * 1_048_576);
  t.is(writer.dropped, 96);
});

test('when lines get through again, the gap is reported once', async (t) => {
  const { stream, pieces, goOn } = stalledReader();
  const gaps: number[] = [];
  const writer = new LineWriter(pipeSink(stream), (dropped) => gaps.push(dropped));
  for (let line = 0; line < 6; line++) writer.write(MEGABYTE);
  t.deepEqual(gaps, []);
  writer.flush();
  goOn();
  await writer.drain(10_000);
  writer.write('after\n');
  writer.write('more\n');
  t.deepEqual(gaps, [2]);
  await writer.drain(10_000);
  t.is(pieces.at(-1), 'after\nmore\n');
});

test('lines of one turn of the event loop are one write', async (t) => {
  const { stream, pieces, goOn } = stalledReader();
  goOn();
  const writer = new LineWriter(pipeSink(stream));
  for (const line of ['a\n', 'b\n', 'c\n']) writer.write(line);
  await new Promise((resolve) => setImmediate(resolve));
  t.deepEqual(pieces, ['a\nb\nc\n']);
});

test('a single line that was dropped is reported too', async (t) => {
  const { stream, goOn } = stalledReader();
  const gaps: number[] = [];
  const writer = new LineWriter(pipeSink(stream), (dropped) => gaps.push(dropped));
  for (let line = 0; line < 5; line++) writer.write(MEGABYTE);
  goOn();
  await writer.drain(10_000);
  writer.write('after\n');
  t.deepEqual(gaps, [1]);
  t.is(writer.dropped, 1);
});

test('each turn of the event loop writes its lines', async (t) => {
  const { stream, pieces, goOn } = stalledReader();
  goOn();
  const writer = new LineWriter(pipeSink(stream));
  for (const line of ['a\n', 'b\n']) {
    writer.write(line);
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.deepEqual(pieces, ['a\n', 'b\n']);
});

test('draining hands over everything at once, and waits for the last character', async (t) => {
  const { stream, pieces, goOn } = stalledReader();
  const writer = new LineWriter(pipeSink(stream));
  writer.write('\n');
  let drained = false;
  const draining = writer.drain(10_000).then(() => (drained = true));
  t.deepEqual(pieces, ['\n']);
  await new Promise((resolve) => setImmediate(resolve));
  t.false(drained);
  goOn();
  await draining;
  t.is(stream.writableLength, 0);
});

test('a reader that goes away is no error, and takes no memory', async (t) => {
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  const writer = new LineWriter(pipeSink(stream));
  for (let line = 0; line < 10; line++) {
    writer.write(MEGABYTE);
    writer.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.drain(10_000);
  t.is(stream.writableLength, 0);
});

test('draining gives up when its time is over', async (t) => {
  const { stream } = stalledReader();
  const writer = new LineWriter(pipeSink(stream));
  writer.write('a\n');
  await writer.drain(20);
  t.is(stream.writableLength, 2);
});
