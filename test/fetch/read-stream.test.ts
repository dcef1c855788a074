import test from 'ava';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { ServiceError } from '../../src/errors.js';
import { readBody } from '../../src/fetch/read-stream.js';

test('joins chunks of any sizes, whatever length was announced', async (t) => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 });
  const announced = fc.option(fc.nat({ max: 5000 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(chunks, announced, async (parts, length) => {
      const whole = Buffer.concat(parts);
      const stream = Readable.from(parts.map((part) => Buffer.from(part)));
      return (await readBody(stream, length, 10_000)).equals(whole);
    }),
    { seed: 1 },
  );
  t.pass();
});

test('a large body takes no more memory than announced', async (t) => {
  const stream = Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(60_000)));
  const body = await readBody(stream, 3_000_000, 10_000_000);
  t.is(body.length, 3_000_000);
  t.is(body.buffer.byteLength, 3_000_000);
});

test('a body may be as long as the bound', async (t) => {
  const stream = Readable.from([Buffer.alloc(60), Buffer.alloc(40)]);
  t.is((await readBody(stream, undefined, 100)).length, 100);
});

test('more than the bound destroys the stream', async (t) => {
  const stream = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
  t.like(await t.throwsAsync(readBody(stream, undefined, 100)), { code: 'image_too_large' });
  t.true(stream.destroyed);
});

test('memory is reserved before it is allocated, and without a reservation none is allocated', async (t) => {
  const chunks = () => Array.from({ length: 10 }, () => Buffer.alloc(60_000));
  const asked: number[] = [];
  await readBody(Readable.from(chunks()), undefined, 10_000_000, (bytes) => asked.push(bytes));
  t.deepEqual(asked, [65_536, 131_072, 262_144, 524_288, 1_048_576]);

  const upTo = (limit: number) => (bytes: number) => {
    if (bytes > limit) throw new ServiceError('overloaded', 'no memory');
  };
  const stream = Readable.from(chunks());
  const reading = readBody(stream, undefined, 10_000_000, upTo(200_000));
  t.like(await t.throwsAsync(reading), { code: 'overloaded' });
  t.true(stream.destroyed);
  const atOnce = readBody(Readable.from(chunks()), undefined, 10_000_000, upTo(0));
  t.like(await t.throwsAsync(atOnce), { code: 'overloaded' });
});

test('a stream that closes without an end is an upstream error', async (t) => {
  const stream = new Readable({ read: () => undefined });
  const reading = readBody(stream, undefined, 100);
  stream.destroy();
  t.like(await t.throwsAsync(reading), { code: 'upstream_error' });
});

test('a stream that is read to its end has no listener left that creates an error', async (t) => {
  const stream = Readable.from([Buffer.alloc(10)]);
  const listeners = stream.listenerCount('close');
  await readBody(stream, undefined, 100);
  t.is(stream.listenerCount('close'), listeners);
});

test('the memory for a body of tiny chunks is bounded by its bytes', async (t) => {
  const size = 500_000;
  const buffers = process.memoryUsage();
  let sent = 0;
  const stream = new Readable({
    read() {
      this.push(sent++ < size ? Buffer.alloc(1) : null);
    },
  });
  const body = await readBody(stream, undefined, 10_000_000);
  t.is(body.length, size);
  const held = body.buffer.byteLength;
  t.true(held <= 2 * size, `${held} bytes held`);
  t.true(process.memoryUsage().heapUsed - buffers.heapUsed < 60_000_000);
});
