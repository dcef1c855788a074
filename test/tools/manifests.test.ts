import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { EXCUSES } from '../../tools/manifests/excuses.js';
import { OVERLAYS } from '../../tools/manifests/overlays.js';

test('make manifests builds every folder', (t) => {
  const built = OVERLAYS.flatMap(({ resources, components = [] }) => [...resources, ...components]);
  t.deepEqual([...new Set(built)].sort(), readdirSync('deploy/kubernetes').sort());
});

test('the documentation lists every folder, and every check that is not asked', (t) => {
  const text = readFileSync('docs/kubernetes.md', 'utf8');
  for (const word of [...readdirSync('deploy/kubernetes'), ...Object.keys(EXCUSES)])
    t.true(text.includes(`\`${word}\``), word);
});
