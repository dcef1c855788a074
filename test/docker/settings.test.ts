import test from 'ava';
import { readFile } from 'node:fs/promises';

const dockerfile = await readFile('Dockerfile', 'utf8');
const makefile = await readFile('Makefile', 'utf8');
const settings = /^SETTINGS = ((?:.*\\\n)*.*)/m.exec(makefile)?.[1]?.match(/\w+/g) ?? [];
const [, runtime = ''] = dockerfile.split(/^FROM scratch$/m);

test('every setting is a build argument that sets it in the image', async (t) => {
  const source = await readFile('src/settings.ts', 'utf8');
  const expected = [...new Set(source.match(/(?<=')[A-Z]+(_[A-Z]+)*(?=')/g))].sort();
  t.deepEqual(settings.sort(), expected);
  const args = [...runtime.matchAll(/^ARG (\w+)$/gm)].map(([, name]) => name);
  const variables = [...runtime.matchAll(/\b(\w+)=\$\1\b/g)].map(([, name]) => name);
  t.deepEqual(args.sort(), expected);
  t.deepEqual(variables.sort(), expected);
});
