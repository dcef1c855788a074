import test from 'ava';
import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lines, results } from '../cli/run-cli.js';
import { type Route, startImageServer } from '../helpers/image-server.js';
import { freePort, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { makeVariant, temporaryFolder } from '../helpers/squeezenet-variant.js';
import { add, bulk, environment, IMAGE, start, startWorker, status, until } from './run-bulk.js';

test('at SIGTERM a worker gives back what it cannot finish in time, and keeps what it has done', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const hanging: Route = (_request, response) => {
    if (images.requests('/slow') > 1) response.end(IMAGE);
  };
  const images = await startImageServer({ '/fast': IMAGE, '/slow': hanging });
  t.teardown(images.close);
  const urls = ['/fast', '/slow'].map((path) => images.url(path));
  // Until a dead worker's jobs are taken over, the test has long failed.
  const env = environment(server, { SHUTDOWN_TIMEOUT: '2', BULK_LOCK_TTL: '600' });
  t.is((await add(env, 'back', urls)).code, 0);
  const worker = await startWorker(t, env);
  await until(() => images.requests() === 2, worker.ended);
  worker.child.kill('SIGTERM');
  const { code, stderr } = await worker.ended;
  t.deepEqual([code, stderr], [0, '']);
  t.like((await status(env)).queues, [{ waiting: 1, active: 0 }]);
  await startWorker(t, env);
  const { stdout } = await bulk(env, ['collect', 'back']);
  t.deepEqual(
    results(stdout).map(({ image, classification }) => [image, classification]),
    urls.map((url) => [url, 'pole']),
  );
  t.deepEqual([images.requests('/fast'), images.requests('/slow')], [1, 2]);
});

test('at SIGTERM a worker finishes what it can', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  let release: (() => void) | undefined;
  const images = await startImageServer({
    '/late': (_request, response) => {
      release = () => response.end(IMAGE);
    },
  });
  t.teardown(images.close);
  const env = environment(server);
  t.is((await add(env, 'finish', [images.url('/late')])).code, 0);
  const worker = await startWorker(t, env);
  await until(() => release !== undefined, worker.ended);
  worker.child.kill('SIGTERM');
  release?.();
  t.is((await worker.ended).code, 0);
  const { stdout } = await bulk(env, ['collect', 'finish']);
  t.is(results(stdout)[0]?.classification, 'pole');
  t.is(images.requests(), 1);
});

test('a worker whose classifier processes cannot be brought back gives its jobs back and ends', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(110_000);
  const server = await startRedis(t);
  const env = environment(server, { BULK_LOCK_TTL: '600' });
  const folder = join(await temporaryFolder(t), 'moved');
  await cp(await makeVariant(t, (card) => card), folder, { recursive: true });
  let release: (() => void) | undefined;
  const images = await startImageServer({
    '/a': (_request, response) => {
      release = () => response.end(IMAGE);
    },
  });
  t.teardown(images.close);
  t.is((await add(env, 'broken', [images.url('/a')], '--model', folder)).code, 0);
  const worker = await startWorker(t, env, '--model', folder);
  await until(() => release !== undefined, worker.ended);
  await rm(folder, { recursive: true });
  const children = spawnSync('pgrep', ['-P', String(worker.child.pid)], { encoding: 'utf8' });
  for (const pid of lines(children.stdout)) process.kill(Number(pid), 'SIGKILL');
  release?.();
  t.is((await worker.ended).code, 1);
  t.true(worker.output().includes('"worker-broken"'));
  t.like((await status(env)).queues, [{ waiting: 1, active: 0 }]);
});

test('a worker answers probes and metrics where it is told to', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const port = await freePort();
  const env = environment(server, { HOST: '127.0.0.1' });
  const worker = await startWorker(t, env, '--port', String(port));
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()] as const;
  };
  t.deepEqual(await get('/livez'), [200, 'alive\n']);
  t.deepEqual(await get('/readyz'), [200, 'ready\n']);
  t.is((await get('/report'))[0], 404);
  await add(env, 'metrics', ['a', 'b']);
  await bulk(env, ['collect', 'metrics']);
  const [, text] = await get('/metrics');
  t.regex(text, /^classifier_bulk_images_total\{code="invalid_url"\} 2$/m);
  t.regex(text, /^classifier_bulk_jobs_total\{outcome="finished"\} 1$/m);
  t.regex(text, /^classifier_redis_up 1$/m);
  worker.child.kill('SIGTERM');
  t.is((await worker.ended).code, 0);
  t.deepEqual(
    (await status(env)).workers.filter(({ pid }) => pid === worker.child.pid),
    [],
  );
});

test('a worker whose port is taken does not start', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const worker = start(t, environment(server), 'work', '--port', String(server.port));
  const { code, stderr } = await worker.ended;
  t.is(code, 1);
  t.regex(stderr, /^port \d+ is in use/);
});
