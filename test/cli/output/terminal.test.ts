import test from 'ava';
import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { Terminal } from '../../../src/cli/output/terminal.js';

/** One stream for both outputs, as a terminal is; `text` is what a person would see. */
function screen(environment: Record<string, string> = {}, isTTY = true) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  let bytes = '';
  stream.setEncoding('utf8').on('data', (text) => (bytes += String(text)));
  const tty = stream as unknown as WriteStream;
  const terminal = new Terminal(tty, tty, environment, () => undefined);
  return { terminal, bytes: () => bytes };
}

const CLEARED = '\r\x1b[K';

/** What stays in the lines after clearing. */
function seen(bytes: string): string[] {
  const lines = bytes.split('\n').map((line) => line.split(CLEARED).at(-1) ?? '');
  return lines.map(stripVTControlCharacters);
}

test('progress makes way for data and errors, stays the last line, and fits into it', async (t) => {
  const { terminal, bytes } = screen();
  terminal.progress('12 of 345 images · 67/s');
  await terminal.data('a row\n');
  terminal.problem('error', 'a.jpg: \x1b]0;evil\x07');
  await terminal.flush();
  t.deepEqual(seen(bytes()), [
    'a row',
    'error: a.jpg: \\u{1b}]0;evil\\u{7}',
    '12 of 345 images · ',
  ]);
  terminal.progress('');
  await terminal.flush();
  t.deepEqual(seen(bytes()).at(-1), '');
});

test('no progress and no colours in a file', async (t) => {
  const { terminal, bytes } = screen({}, false);
  terminal.progress('12 of 345 images');
  terminal.problem('warning', 'careful');
  await terminal.data(terminal.outPaint.bold('a row\n'));
  await terminal.flush();
  t.is(bytes(), 'warning: careful\na row\n');
});

test('NO_COLOR: progress, but no colours', async (t) => {
  const { terminal, bytes } = screen({ NO_COLOR: '1' });
  terminal.progress('12 images');
  terminal.problem('error', 'wrong');
  await terminal.data(terminal.outPaint.bold('a row\n'));
  await terminal.flush();
  for (const style of [1, 2, 31]) t.false(bytes().includes(`\x1b[${style}m`));
  t.true(bytes().includes('12 images'));
});
