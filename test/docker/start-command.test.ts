import test from 'ava';
import { readFile } from 'node:fs/promises';

test('the container starts the service as `npm start` does', async (t) => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
    scripts: { start: string };
  };
  const dockerfile = await readFile('Dockerfile', 'utf8');
  const [command = '[]'] = /(?<=^CMD )\[.*\]$/m.exec(dockerfile) ?? [];
  t.deepEqual(JSON.parse(command), scripts.start.split(' '));
});
