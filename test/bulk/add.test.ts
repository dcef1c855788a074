import test from 'ava';
import { once } from 'node:events';
import { results } from '../cli/run-cli.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { add, bulk, environment, start, startWorker, status, until } from './run-bulk.js';

/** No URLs, so that nothing is fetched. */
function texts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `no URL ${index}`);
}

test('an add that was killed is run again and doubles nothing; another file is refused', async (t) => {
  if (withoutRedis(t)) return;
  const env = environment(await startRedis(t));
  const all = texts(95);
  const killed = start(t, env, 'add', 'twice', '--from', '-', '--urls-per-job', '10');
  killed.child.stdin.write(
    all
      .slice(0, 55)
      .map((line) => `${line}\n`)
      .join(''),
  );
  await until(async () => (await status(env)).lists[0]?.urls === 50, killed.ended);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const options = ['--urls-per-job', '10'];
  for (const [lines, more] of [
    [all.with(3, 'another'), options],
    [all.slice(0, 30), options],
    [all, []],
    [all, [...options, '--top-k', '3']],
  ] as const) {
    const { code, stderr } = await add(env, 'twice', lines, ...more);
    t.is(code, 2);
    t.regex(stderr, /^error: the list twice (holds other URLs|was added with other options)/);
  }
  const again = await add(env, 'twice', all, ...options);
  t.deepEqual(
    [again.code, again.stderr],
    [0, 'added 95 URLs as twice, for the model squeezenet1_1\n'],
  );
  t.like((await status(env)).lists, [{ urls: 95, complete: true }]);
  t.is((await status(env)).queues[0]?.waiting, 10);
  const third = await add(env, 'twice', all, ...options);
  t.deepEqual([third.code, third.stderr], [0, 'twice has had all 95 URLs before\n']);
  const longer = await add(env, 'twice', texts(96), ...options);
  t.is(longer.code, 2);
  await startWorker(t, env);
  const { stdout } = await bulk(env, ['collect', 'twice']);
  t.deepEqual(
    results(stdout).map(({ image }) => image),
    all,
  );
});

test('add waits while Redis holds BULK_MAX_URLS, and goes on when some are collected', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const env = environment(server, { BULK_MAX_URLS: '25' });
  const all = texts(100);
  const adding = start(t, env, 'add', 'many', '--from', '-', '--urls-per-job', '10');
  adding.child.stdin.end(all.map((line) => `${line}\n`).join(''));
  await startWorker(t, env);
  await until(async () => (await status(env)).lists[0]?.done === 20, adding.ended);
  t.like(await status(env), { held_urls: 20, max_urls: 25 });
  const { code, stdout } = await bulk(env, ['collect', 'many']);
  t.is(code, 0);
  t.deepEqual(
    results(stdout).map(({ image }) => image),
    all,
  );
  const { code: added, stderr } = await adding.ended;
  t.is(added, 0);
  t.regex(stderr, /^waiting: 25 URLs may be in Redis \(BULK_MAX_URLS\)/);
});

test('a file that cannot be read makes no list; SIGTERM ends an add that waits for input', async (t) => {
  if (withoutRedis(t)) return;
  const env = environment(await startRedis(t));
  const { code, stderr } = await bulk(env, ['add', 'a', '--from', 'missing.txt']);
  t.deepEqual([code, stderr], [2, 'error: --from missing.txt cannot be read (ENOENT)\n']);
  t.deepEqual((await status(env)).lists, []);
  const adding = start(t, env, 'add', 'b', '--from', '-', '--urls-per-job', '2');
  adding.child.stdin.write('a\nb\nc\n');
  await until(async () => (await status(env)).lists[0]?.urls === 2, adding.ended);
  adding.child.kill('SIGTERM');
  t.like(await adding.ended, { code: 143, stderr: 'stopped: 2 URLs of b are added so far\n' });
});

test('a list is removed with all that it has in Redis, whatever a worker does with it', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const env = environment(server);
  t.is((await add(env, 'gone', texts(100), '--urls-per-job', '10')).code, 0);
  const mistyped = await bulk(env, ['remove', 'gnoe']);
  t.deepEqual(
    [mistyped.code, mistyped.stderr],
    [1, 'error: there is no list gnoe: did you mean gone?\n'],
  );
  const { code, stderr } = await bulk(env, ['remove', 'gone']);
  t.deepEqual([code, stderr], [0, 'removed gone: 100 URLs were not collected\n']);
  t.like(await status(env), { held_urls: 0, lists: [] });
  t.is(server.cli('--scan', '--pattern', '*:chunk:*'), '');
  t.is(server.cli('llen', '{image-classifier-bulk}:squeezenet1_1:wait'), '0');
});

test('a Redis that may evict lists is refused', async (t) => {
  if (withoutRedis(t)) return;
  const env = environment(await startRedis(t, '--maxmemory-policy', 'allkeys-lru'));
  for (const words of [['add', 'a', '--from', '-'], ['work']]) {
    const { code, stderr } = await bulk(env, words);
    t.is(code, 1);
    t.regex(stderr, /its maxmemory-policy is allkeys-lru, and must be noeviction\n$/);
  }
});
