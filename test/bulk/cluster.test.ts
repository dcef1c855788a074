import test from 'ava';
import { results } from '../cli/run-cli.js';
import {
  type RedisServer,
  startRedis,
  startSentinel,
  withoutRedis,
} from '../helpers/redis-server.js';
import { add, bulk, environment, start, startWorker, status, until } from './run-bulk.js';

/** No URLs, so that nothing is fetched. */
function texts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `no URL ${index}`);
}

test('with a Cluster: all keys of lists are in one slot', async (t) => {
  if (withoutRedis(t)) return;
  const nodes: RedisServer[] = [];
  for (let node = 0; node < 3; node++) nodes.push(await startRedis(t, '--cluster-enabled', 'yes'));
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`);
  nodes[0]?.cli('--cluster', 'create', ...hosts, '--cluster-yes');
  await until(() => nodes.every((node) => node.cli('cluster', 'info').includes('state:ok')));
  const env = environment(
    { url: `redis+cluster://${hosts.slice(0, 2).join()}` },
    { BULK_HOST_RATE: '1000' },
  );
  const lines = [...texts(30), 'http://127.0.0.1:1/'];
  t.is((await add(env, 'cluster', lines, '--urls-per-job', '10', '--tries', '1')).code, 0);
  await startWorker(t, env);
  const { code, stdout } = await bulk(env, ['collect', 'cluster']);
  t.is(code, 0);
  t.deepEqual(
    results(stdout).map(({ image }) => image),
    lines,
  );
  t.like(await status(env), { held_urls: 0, workers: [{ model: 'squeezenet1_1' }] });
  t.is(nodes.filter((node) => node.cli('dbsize') !== '0').length, 1);
});

test('through a Sentinel: all goes on after another server has taken over', async (t) => {
  if (withoutRedis(t)) return;
  const master = await startRedis(t);
  const replica = await startRedis(t, '--replicaof', '127.0.0.1', String(master.port));
  const sentinel = await startSentinel(t, master);
  const env = environment(
    { url: `redis+sentinel://127.0.0.1:${sentinel.port}/main` },
    { BULK_LOCK_TTL: '1' },
  );
  const lines = texts(40);
  const adding = start(t, env, 'add', 'sentinel', '--from', '-', '--urls-per-job', '10');
  adding.child.stdin.write(lines.slice(0, 20).join('\n') + '\n');
  const worker = await startWorker(t, env);
  const collecting = start(t, env, 'collect', 'sentinel');
  await until(() => results(collecting.output()).length === 20, collecting.ended);
  await until(() => sentinel.cli('sentinel', 'replicas', 'main').includes(String(replica.port)));
  await until(() => sentinel.cli('sentinel', 'failover', 'main') === 'OK');
  await until(() => replica.cli('role').startsWith('master'));
  adding.child.stdin.end(lines.slice(20).join('\n'));
  t.is((await adding.ended).code, 0);
  const { code, stdout } = await collecting.ended;
  t.is(code, 0);
  t.deepEqual(
    results(stdout).map(({ image }) => image),
    lines,
  );
  worker.child.kill('SIGTERM');
  t.is((await worker.ended).code, 0);
});
