import test from 'ava';
import { readFile } from 'node:fs/promises';
import { startCommand } from '../../tools/start-command.js';

test('the container starts the service as `npm start` does', async (t) => {
  const { environment, words } = startCommand();
  const dockerfile = await readFile('Dockerfile', 'utf8');
  const [command = '[]'] = /(?<=^CMD )\[.*\]$/m.exec(dockerfile) ?? [];
  t.deepEqual(JSON.parse(command), words);
  t.true(Object.keys(environment).length > 0);
  const [, runtime = ''] = dockerfile.split(/^FROM scratch$/m);
  const set = [...runtime.matchAll(/\b(MALLOC_\w+)=(\S+)/g)].map(([, name = '', value]) => [
    name,
    value,
  ]);
  t.deepEqual(Object.fromEntries(set), environment);
});
