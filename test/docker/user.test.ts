import test from 'ava';
import { readFile } from 'node:fs/promises';

test('the image’s user is a number, which Kubernetes can tell from root', async (t) => {
  const dockerfile = await readFile('Dockerfile', 'utf8');
  const users = [...dockerfile.matchAll(/^USER (.*)$/gm)].map(([, user]) => user);
  t.deepEqual(users, ['1000:1000']);
});
