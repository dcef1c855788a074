import test from 'ava';
import { printable, printablePath } from '../../src/telemetry/printable.js';

test('a path is printable ASCII, whatever bytes it has', (t) => {
  t.is(printablePath('/classify-image'), '/classify-image');
  t.is(printablePath('/a\u009b2J\u0085\u0000 "\u00e9\n'), '/a%9B2J%85%00%20"%E9%0A');
  t.is(printablePath(`/${'b'.repeat(1023)}`), `/${'b'.repeat(1023)}`);
  t.is(printablePath(`/${'b'.repeat(1024)}`), `/${'b'.repeat(1022)}…`);
});

test('what a terminal would act on is escaped; letters of all languages stay', (t) => {
  t.is(printable('Zürich 東京 😀'), 'Zürich 東京 😀');
  t.is(printable('a\nb\r\t\u001b[2J'), 'a\\u{a}b\\u{d}\\u{9}\\u{1b}[2J');
  t.is(printable('\u009b\u2028\u202e\u200b\ud800'), '\\u{9b}\\u{2028}\\u{202e}\\u{200b}\\u{d800}');
});
