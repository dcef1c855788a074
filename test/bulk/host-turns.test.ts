import test from 'ava';
import { HostTurns } from '../../src/bulk/host-turns.js';
import { LastingRedis } from '../../src/redis/lasting-redis.js';
import { parseRedisAddress } from '../../src/settings/redis-address.js';
import { shareRedis } from '../helpers/redis-server.js';
import { FakeLog } from '../helpers/service.js';
import { startImageServer } from '../helpers/image-server.js';
import { add, bulk, environment, IMAGE, startWorker } from './run-bulk.js';

const redis = shareRedis();
const stop = new AbortController().signal;

test('two workers together ask one host no faster than the rate, and another host at once', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const address = parseRedisAddress(server.url);
  if (address === undefined) throw new Error(server.url);
  const workers = [1, 2].map(() => {
    const lasting = new LastingRedis(address, new FakeLog());
    t.teardown(() => {
      lasting.close();
    });
    return new HostTurns(lasting, 50);
  });
  const start = performance.now();
  const turns = workers.flatMap((worker) =>
    Array.from({ length: 5 }, () => worker.wait('a.test', stop)),
  );
  await Promise.all(turns);
  // Nine times 20 ms lie between ten turns. Timers may be a millisecond early.
  t.true(performance.now() - start >= 179);
  t.regex(server.cli('get', '{image-classifier-bulk}:host:a.test'), /^\d+\.\d{3}$/);
  t.is(server.cli('exists', '{image-classifier-bulk}:host:b.test'), '0');
  await workers[0]?.wait('b.test', stop);
  t.true(Number(server.cli('pttl', '{image-classifier-bulk}:host:b.test')) <= 1020);
});

test('a worker spaces its requests to a host by BULK_HOST_RATE', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const moments: number[] = [];
  const paths = ['/0', '/1', '/2', '/3', '/4'];
  const images = await startImageServer(
    Object.fromEntries(
      paths.map((path) => [
        path,
        (_request, response) => {
          moments.push(performance.now());
          response.end(IMAGE);
        },
      ]),
    ),
  );
  t.teardown(images.close);
  const env = environment(server, { BULK_HOST_RATE: '5' });
  await Promise.all([
    add(
      env,
      'slow',
      paths.map((path) => images.url(path)),
    ),
    startWorker(t, env),
  ]);
  t.is((await bulk(env, ['collect', 'slow'])).code, 0);
  t.is(moments.length, 5);
  t.true((moments.at(-1) ?? 0) - (moments[0] ?? 0) >= 4 * 200 - 150);
});
