import test from 'ava';
import { shownUrl } from '../../src/telemetry/image-url.js';

const ORIGIN = 'http://example.com/';

test('a long URL is cut to 1,024 characters, and the cut is seen', (t) => {
  const longest = new URL(ORIGIN + 'a'.repeat(1024 - ORIGIN.length));
  t.is(shownUrl(longest, 'full'), longest.href);
  const longer = shownUrl(new URL(`${longest.href}a`), 'full');
  t.is(longer, `${longest.href.slice(0, 1023)}…`);
});
