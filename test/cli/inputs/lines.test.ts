import test from 'ava';
import { Readable } from 'node:stream';
import { readLines } from '../../../src/cli/inputs/lines.js';

async function linesOf(...chunks: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(Readable.from(chunks.map((text) => Buffer.from(text)))))
    lines.push(line);
  return lines;
}

test('a line may come in several chunks', async (t) => {
  t.deepEqual(await linesOf('a\nb', 'c', '\r', '\nd'), ['a', 'bc', 'd']);
});

test('a byte order mark is removed at the start alone', async (t) => {
  t.deepEqual(await linesOf('\uFEFFa\n', '\uFEFFb\n'), ['a', '\uFEFFb']);
});

test('a line may have 65,536 characters', async (t) => {
  const longest = 'x'.repeat(65_536);
  t.deepEqual(await linesOf(longest, '\na'), [longest, 'a']);
  await t.throwsAsync(linesOf(`${longest}x`), { message: 'a line has more than 65536 characters' });
});
