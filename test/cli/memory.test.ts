import test from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { classify, golden, images } from './run-cli.js';

/** In MB, for what V8 keeps of objects that live on. */
const HEAP = 48;

test('3,000 images and 45 MB of names pass through a heap of 48 MB, also when they are skipped', async (t) => {
  const folder = await temporaryFolder(t);
  // All names together do not fit into the heap.
  const long = Array.from({ length: 15 }, () => 'x'.repeat(200)).join('/');
  const missing = Array.from({ length: 15_000 }, (_, index) => `/${long}/${index}.jpg`);
  const list = join(folder, 'list.txt');
  writeFileSync(list, missing.join('\n'));
  const small = Array.from({ length: 3000 }, () => golden('rocket.jpg')).join('\n');
  const out = join(folder, 'results.jsonl');
  const options = { input: small, nodeOptions: [`--max-old-space-size=${HEAP}`] };
  const run = await classify(['--json', '--from', list, '--from', '-'], options);
  t.is(run.code, 1);
  const found = images(run.stdout);
  t.is(found.length, 18_000);
  t.deepEqual(found.slice(0, 15_000), missing);
  const lines = run.stdout.split('\n').slice(0, 15_000);
  writeFileSync(out, `${lines.join('\n')}\n`);
  const again = await classify(['--out', out, '--from', list], options);
  t.is(again.code, 0);
  t.regex(again.stderr, /^no images · 15,000 images had been done\n$/);
});
