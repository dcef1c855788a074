import test from 'ava';
import { readFile } from 'node:fs/promises';

const SECRET = ['API_KEYS', 'REDIS_URL'];

const dockerfile = await readFile('Dockerfile', 'utf8');
const makefile = await readFile('Makefile', 'utf8');
const settings = /^SETTINGS = ((?:.*\\\n)*.*)/m.exec(makefile)?.[1]?.match(/\w+/g) ?? [];
const [, runtime = ''] = dockerfile.split(/^FROM scratch$/m);

test('every setting but the secret ones is a build argument that sets it in the image', (t) => {
  t.true(settings.length > 20);
  const expected = settings.filter((name) => !SECRET.includes(name)).sort();
  const args = [...runtime.matchAll(/^ARG (\w+)$/gm)].map(([, name]) => name);
  const variables = [...runtime.matchAll(/\b(\w+)=\$\1\b/g)].map(([, name]) => name);
  t.deepEqual(args.sort(), expected);
  t.deepEqual(variables.sort(), expected);
});

test('a secret given to the build stops it', (t) => {
  for (const name of SECRET) {
    t.regex(dockerfile, new RegExp(`^ARG ${name}$`, 'm'));
    t.regex(dockerfile, new RegExp(`if \\[ -n ".*\\$${name}\\b.*" \\]`));
  }
});
