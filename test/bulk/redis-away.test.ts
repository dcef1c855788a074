import test from 'ava';
import { results } from '../cli/run-cli.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { bulk, environment, serveImages, start, startWorker, status, until } from './run-bulk.js';

const COUNT = 200;

test('add, work and collect wait while Redis is away, and go on by themselves', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(110_000);
  const server = await startRedis(t);
  const images = await serveImages(t, COUNT);
  const env = environment(server, { BULK_LOCK_TTL: '2' });
  const adding = start(t, env, 'add', 'away', '--from', '-', '--urls-per-job', '10');
  const write = (from: number, to: number) =>
    adding.child.stdin.write(
      images.urls
        .slice(from, to)
        .map((url) => `${url}\n`)
        .join(''),
    );
  write(0, 100);
  const worker = await startWorker(t, env);
  await until(async () => (await status(env)).lists.length === 1, adding.ended);
  const collecting = start(t, env, 'collect', 'away');
  await until(() => collecting.output() !== '', collecting.ended);
  await server.kill();
  write(100, COUNT);
  adding.child.stdin.end();
  await until(() => worker.output().includes('"redis-away"'), worker.ended);
  await server.start();
  const [added, collected] = await Promise.all([adding.ended, collecting.ended]);
  t.deepEqual([added.code, collected.code], [0, 0]);
  for (const { stderr } of [added, collected])
    t.is(stderr.match(/^warning: Redis is away/gm)?.length ?? 0, 1, stderr);
  t.deepEqual(
    results(collected.stdout).map(({ image }) => image),
    images.urls,
  );
  t.true(worker.output().includes('"redis-back"'));
  t.is(worker.output().match(/"redis-away"/g)?.length, 1);
  worker.child.kill('SIGTERM');
  t.is((await worker.ended).code, 0);
});

test('add waits while Redis is full', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  server.cli('config', 'set', 'maxmemory', '500kb');
  const env = environment(server);
  const adding = start(t, env, 'add', 'full', '--from', '-');
  adding.child.stdin.end('a\nb\n');
  let told = '';
  adding.child.stderr.on('data', (text) => (told += String(text)));
  await until(() => told.includes('warning: Redis is away (OOM command not allowed'), adding.ended);
  server.cli('config', 'set', 'maxmemory', '0');
  t.is((await adding.ended).code, 0);
  t.like((await status(env)).lists, [{ name: 'full', urls: 2, complete: true }]);
});

test('a worker ends in time at SIGTERM while Redis is away', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const worker = await startWorker(t, environment(server, { SHUTDOWN_TIMEOUT: '1' }));
  await server.kill();
  await until(() => worker.output().includes('"redis-away"'), worker.ended);
  worker.child.kill('SIGTERM');
  t.is((await worker.ended).code, 0);
});

test('a wrong password ends a command with one line, which does not show it', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t, '--requirepass', 'right');
  const env = environment({ url: server.url.replace('//', '//:wrong-one@') });
  for (const words of [['status'], ['work'], ['collect', 'a']]) {
    const { code, stdout, stderr } = await bulk(env, words);
    t.is(code, 1);
    t.regex(stderr, /WRONGPASS|NOAUTH/);
    t.false(`${stdout}${stderr}`.includes('wrong-one'));
  }
});
