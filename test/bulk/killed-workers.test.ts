import test from 'ava';
import { once } from 'node:events';
import { results } from '../cli/run-cli.js';
import { shareRedis } from '../helpers/redis-server.js';
import { add, environment, serveImages, start, startWorker, status, until } from './run-bulk.js';

const redis = shareRedis();

const COUNT = 600;
const KILLS = 4;

test('workers are killed one after another: each URL is exactly once in the result, in order', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  t.timeout(110_000);
  const images = await serveImages(t, COUNT);
  // A dead worker's jobs are taken over after a second.
  const env = environment(server, { BULK_LOCK_TTL: '1' });
  t.is((await add(env, 'killed', images.urls, '--urls-per-job', '10')).code, 0);
  const collecting = start(t, env, 'collect', 'killed');
  for (let kill = 1; kill <= KILLS; kill++) {
    const worker = await startWorker(t, env);
    const enough = images.requests() + COUNT / (KILLS + 2);
    await until(() => images.requests() >= enough, worker.ended);
    worker.child.kill('SIGKILL');
    await once(worker.child, 'exit');
  }
  await startWorker(t, env);
  const { code, stdout } = await collecting.ended;
  t.is(code, 0);
  const found = results(stdout);
  t.deepEqual(
    found.map(({ image }) => image),
    images.urls,
  );
  t.deepEqual([...new Set(found.map(({ classification }) => classification))], ['pole']);
  t.true(images.requests() > COUNT, 'killed workers had not begun anything');
  const { held_urls, lists } = await status(env);
  t.is(held_urls, 0);
  t.like(lists, [{ urls: COUNT, done: COUNT, errors: 0, collected: COUNT }]);
  t.is(server.cli('--scan', '--pattern', '*:chunk:*'), '');
});
