import 'reflect-metadata';
import test, { type ExecutionContext } from 'ava';
import { monotonicClock } from '../../src/clock.js';
import { MemoryMonitor } from '../../src/monitor/memory-monitor.js';
import { RedisMonitor } from '../../src/monitor/redis-monitor.js';
import { WaitingCounts } from '../../src/monitor/waiting-counts.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { readSettings } from '../../src/settings/index.js';
import { startCuttingProxy } from '../helpers/cutting-proxy.js';
import { openLink } from '../helpers/redis-link.js';
import { type RedisServer, shareRedis, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { FakeLog, until } from '../helpers/service.js';
import { testMonitor } from './monitor-behaviour.js';

const shared = shareRedis();

function monitorOf(link: RedisLink, environment: Record<string, string> = {}): RedisMonitor {
  const settings = readSettings(environment);
  const own = new MemoryMonitor(settings, monotonicClock);
  return new RedisMonitor(settings.monitor, link, own, new FakeLog());
}

testMonitor(
  async (t, environment) => {
    const redis = shared(t);
    return redis && monitorOf(await openLink(t, redis), environment);
  },
  {
    numRuns: 50,
  },
);

async function countsOf(monitor: RedisMonitor): Promise<Record<string, number>> {
  return Object.fromEntries((await monitor.report()).map(({ url, count }) => [url, count]));
}

async function openTwo(t: ExecutionContext, server: RedisServer) {
  const first = monitorOf(await openLink(t, server, 'test:'));
  const second = monitorOf(await openLink(t, server, 'test:'));
  return [first, second] as const;
}

test('the counts of two replicas are one report', async (t) => {
  if (withoutRedis(t)) return;
  const [first, second] = await openTwo(t, await startRedis(t));
  await first.record('http://a/', 0.25);
  await second.record('http://a/', 0.75);
  await second.record('http://b/', 1);
  await second.report();
  const row = { url: 'http://a/', count: 2, min: 0.25, max: 0.75, mean: 0.5 };
  t.deepEqual((await first.report())[0], row);
  t.deepEqual(await countsOf(second), { 'http://a/': 2, 'http://b/': 1 });
});

test('a recorded request is in the report of every replica', async (t) => {
  if (withoutRedis(t)) return;
  const [first, second] = await openTwo(t, await startRedis(t));
  for (let round = 1; round <= 20; round++) {
    // More than one batch: the first request is on its way while the others are recorded.
    const urls = Array.from({ length: 10 }, (_, index) => `http://${index}/`);
    await Promise.all(urls.map((url) => first.record(url, 1)));
    t.is(first.unsent, 0);
    t.deepEqual(await countsOf(second), Object.fromEntries(urls.map((url) => [url, round])));
  }
});

test('what is counted while Redis is away is counted once when it is back', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const link = await openLink(t, server, 'test:');
  const [first, second] = [monitorOf(link), monitorOf(await openLink(t, server, 'test:'))];
  await second.record('http://a/', 1);
  await second.report();
  // Its batch reaches the server, which stands still, and counts it when it goes on.
  server.signal('SIGSTOP');
  await first.record('http://a/', 1);
  await until(() => !link.up);
  await first.record('http://a/', 1);
  t.deepEqual(await countsOf(first), { 'http://a/': 2 }, 'its own, while Redis is away');
  t.is(first.unsent, 2);
  server.signal('SIGCONT');
  await until(() => first.unsent === 0);
  t.deepEqual(await countsOf(first), { 'http://a/': 3 });
});

test('a batch is counted once when the connection is cut before Redis has it, or before its reply', async (t) => {
  if (withoutRedis(t)) return;
  const proxy = await startCuttingProxy(t, await startRedis(t));
  const link = await openLink(t, proxy, 'test:');
  const monitor = monitorOf(link);
  let recorded = 0;
  for (const when of ['command', 'reply', 'command', 'reply'] as const) {
    await until(() => link.up);
    // Uncut, so that Redis knows the script.
    await monitor.record('http://a/', 1);
    proxy.cut(when);
    await monitor.record('http://a/', 1);
    recorded += 2;
    t.false(link.up, when);
    await until(() => monitor.unsent === 0);
    t.deepEqual(await countsOf(monitor), { 'http://a/': recorded }, when);
  }
});

test('counts outlive a killed server', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const link = await openLink(t, server, 'test:');
  const monitor = monitorOf(link);
  for (let round = 1; round <= 3; round++) {
    for (let time = 0; time < 1000; time++) void monitor.record(`http://${time % 7}/`, 1);
    await server.kill();
    for (let time = 0; time < 1000; time++) void monitor.record(`http://${time % 7}/`, 1);
    await server.start();
    await until(() => link.up && monitor.unsent === 0);
    const counts = Object.values(await countsOf(monitor));
    t.is(
      counts.reduce((sum, count) => sum + count, 0),
      2000 * round,
    );
  }
});

test('a stopped monitor has sent everything', async (t) => {
  if (withoutRedis(t)) return;
  const [first, second] = await openTwo(t, await startRedis(t));
  for (let time = 0; time < 1000; time++) void first.record(`http://${time % 7}/`, 1);
  await first.close();
  const counts = Object.values(await countsOf(second));
  t.is(
    counts.reduce((sum, count) => sum + count, 0),
    1000,
  );
});

test('the report of a model that is gone goes with its window', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const monitor = monitorOf(await openLink(t, server, 'test:'), { MONITOR_WINDOW: '0.2' });
  await monitor.record('http://a/', 1);
  await monitor.close();
  await until(() =>
    server
      .cli('keys', 'test:*')
      .split('\n')
      .every((key) => /batch|probe|^$/.test(key)),
  );
  t.pass();
});

test('waiting counts are bounded, and exact within the bound', (t) => {
  const waiting = new WaitingCounts(1000);
  for (let time = 0; time < 100_000; time++) {
    waiting.add(`http://${time % 700}/`, 1);
    if (waiting.size > 2000) t.fail();
  }
  t.is(waiting.requests, 100_000);
  for (let time = 0; time < 10_000; time++) waiting.add(`http://other/${time}`, 1);
  t.true(waiting.size <= 2000);
  const runs = waiting.take(Infinity);
  t.is(runs.at(-1)?.url, 'http://other/9999');
  t.is(
    runs.reduce((sum, { count }) => sum + count, waiting.dropped),
    110_000,
  );
  t.is(waiting.requests, 0);
  for (let time = 0; time < 1000; time++) waiting.add(`http://${time}/`.padEnd(8000, 'x'), 1);
  t.true(waiting.size <= (2 * 1_048_576) / 8000);
});
