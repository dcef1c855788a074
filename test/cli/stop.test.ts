import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { startImageServer } from '../helpers/image-server.js';
import { until } from '../helpers/service.js';
import { golden, images, lines, spawnCli } from './run-cli.js';

const LOOPBACK = { IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8' };

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`${signal}: what is done is written, and the exit code is ${code}`, async (t) => {
    const server = await startImageServer({ '/slow.jpg': () => undefined });
    t.teardown(server.close);
    const first = golden('coffee.png');
    const { child, ended, output } = spawnCli(
      ['classify', '--json', first, server.url('/slow.jpg'), golden('chelsea.png')],
      { env: LOOPBACK },
    );
    await until(() => output().includes('\n') && server.requests() === 1);
    child.kill(signal);
    const ending = await ended;
    t.is(ending.code, code);
    t.is(images(ending.stdout)[0], first);
    t.false(ending.stdout.includes('slow.jpg'));
    t.regex(ending.stderr, /^stopped: \d images? in /);
  });

test('a reader that has enough ends the command in silence, with code 0', async (t) => {
  const { child, ended, output } = spawnCli(['classify', '--json', '--from', '-']);
  child.stdout.once('data', () => {
    child.stdout.destroy();
  });
  while (child.exitCode === null) {
    child.stdin.write(`${golden('rocket.jpg')}\n`);
    await sleep(5);
  }
  const { code, stderr } = await ended;
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  t.true(lines(output()).length > 0);
});
