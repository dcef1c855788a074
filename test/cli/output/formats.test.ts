import test from 'ava';
import fc from 'fast-check';
import { Csv } from '../../../src/cli/output/csv.js';
import { JsonLines } from '../../../src/cli/output/json-lines.js';
import { readRecords } from '../../../src/cli/output/records.js';

const LABELS = ['cat, "black"', 'dog'];
const shown = { labels: LABELS, topK: 2, minConfidence: 0, explained: false };

const result = fc.oneof(
  fc.record({
    name: fc.string({ unit: 'binary', minLength: 1 }),
    probabilities: fc.constant(Float32Array.of(0.25, 0.75)),
    explanation: fc.string({ unit: 'binary' }),
  }),
  fc.record({
    name: fc.string({ unit: 'grapheme', minLength: 1 }),
    failure: fc.record({
      code: fc.constantFrom('not_an_image', 'upstream_error', 'internal_error'),
      message: fc.string({ unit: 'binary' }),
    }),
  }),
);

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size)
    yield await Promise.resolve(bytes.subarray(start, start + size));
}

for (const format of [new Csv({ ...shown, explained: true }), new JsonLines(shown)])
  test(`${format.constructor.name}: whatever the names and messages are, it can be read back`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(result), fc.integer({ min: 1, max: 9 }), async (all, size) => {
        const text = all.map((one) => format.format(one)).join('');
        const read = [];
        for await (const { text: record } of readRecords(
          inChunks(Buffer.from(text), size),
          format.quotes,
        ))
          read.push(format.parse(record));
        t.deepEqual(
          read,
          all.map((one) => ({
            name: one.name,
            retry: 'failure' in one && one.failure.code !== 'not_an_image',
          })),
        );
      }),
    );
  });

test('CSV quotes what needs it', (t) => {
  const csv = new Csv(shown);
  const probabilities = Float32Array.of(0.75, 0.25);
  t.is(
    csv.format({ name: 'a "b".jpg', probabilities }),
    '"a ""b"".jpg","cat, ""black""",0.750,,,dog,0.250\n',
  );
});
