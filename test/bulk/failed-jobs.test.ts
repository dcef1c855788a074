import test from 'ava';
import { results } from '../cli/run-cli.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { add, bulk, environment, startWorker, status } from './run-bulk.js';

const QUEUE = '{image-classifier-bulk}:squeezenet1_1';

test('a job that has failed for good leaves errors, and one that is lost is done: collect ends', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const env = environment(server);
  const all = ['a', 'b', 'c', 'd', 'e', 'f'];
  t.is((await add(env, 'failing', all, '--urls-per-job', '2')).code, 0);
  const uid = server.cli('hget', '{image-classifier-bulk}:list:failing', 'uid');
  // As BullMQ marks a job that was taken over too often.
  server.cli('hset', `${QUEUE}:${uid}-0`, 'defa', 'job stalled more than allowable limit');
  server.cli('lrem', `${QUEUE}:wait`, '0', `${uid}-1`);
  server.cli('del', `${QUEUE}:${uid}-1`);
  await startWorker(t, env);
  const { code, stdout } = await bulk(env, ['collect', 'failing']);
  t.is(code, 0);
  const found = results(stdout);
  t.deepEqual(
    found.map(({ image }) => image),
    all,
  );
  t.deepEqual(
    found.map(({ error }) => error?.code),
    [...Array<string>(2).fill('internal_error'), ...Array<string>(4).fill('invalid_url')],
  );
  t.regex(found[0]?.error?.message ?? '', /its job failed: job stalled more than allowable limit/);
  const { lists, queues } = await status(env);
  t.like(lists, [{ done: 6, errors: 6, collected: 6 }]);
  t.like(queues, [{ waiting: 0, active: 0, failed: 0 }]);
});

test('URLs that Redis has lost are an error of collect, which does not wait for them', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const env = environment(server);
  t.is((await add(env, 'lost', ['a'])).code, 0);
  const uid = server.cli('hget', '{image-classifier-bulk}:list:lost', 'uid');
  server.cli('del', `{image-classifier-bulk}:chunk:${uid}:0:in`, `${QUEUE}:${uid}-0`);
  const { code, stderr } = await bulk(env, ['collect', 'lost']);
  t.is(code, 1);
  t.regex(stderr, /error: URLs of the list lost are gone from Redis/);
});
