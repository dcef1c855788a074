import 'reflect-metadata';
import test from 'ava';
import fc from 'fast-check';
import { MemoryMonitor } from '../../src/monitor/memory-monitor.js';
import type { UrlStatistics } from '../../src/monitor/request-monitor.js';
import { readSettings } from '../../src/settings/index.js';

/** A monitor with a clock that only the test moves. */
function monitorOf(environment: Record<string, string> = {}) {
  const clock = { now: 1000 };
  const monitor = new MemoryMonitor(readSettings(environment), () => clock.now);
  return { monitor, clock };
}

async function reportedUrls(monitor: MemoryMonitor): Promise<string[]> {
  return (await monitor.report()).map(({ url }) => url);
}

test('without requests the report is empty', async (t) => {
  t.deepEqual(await monitorOf().monitor.report(), []);
});

test('a row has the count and the least, greatest and mean time', async (t) => {
  const { monitor } = monitorOf();
  for (const seconds of [0.25, 0.125, 0.4375]) await monitor.record('http://a/', seconds);
  t.deepEqual(await monitor.report(), [
    { url: 'http://a/', count: 3, min: 0.125, max: 0.4375, mean: 0.8125 / 3 },
  ]);
});

test('the most requested come first, at most REPORT_TOP_N of them', async (t) => {
  const { monitor } = monitorOf({ REPORT_TOP_N: '2' });
  for (const name of ['a', 'b', 'b', 'c', 'c', 'c']) await monitor.record(`http://${name}/`, 1);
  t.deepEqual(await reportedUrls(monitor), ['http://c/', 'http://b/']);
});

test('of URLs with the same count the most recent comes first', async (t) => {
  const { monitor } = monitorOf();
  for (const name of ['a', 'b', 'c', 'a']) await monitor.record(`http://${name}/`, 1);
  t.deepEqual(await reportedUrls(monitor), ['http://a/', 'http://c/', 'http://b/']);
});

test('a URL leaves MONITOR_WINDOW seconds after its last request', async (t) => {
  const { monitor, clock } = monitorOf({ MONITOR_WINDOW: '60' });
  await monitor.record('http://a/', 1);
  clock.now += 59_999;
  t.is((await monitor.report()).length, 1);
  await monitor.record('http://a/', 1);
  clock.now += 59_999;
  t.is((await monitor.report())[0]?.count, 2);
  clock.now += 1;
  t.is((await monitor.report()).length, 0);
});

test('one request clears away two URLs that left the window, not all of them', async (t) => {
  const { monitor, clock } = monitorOf({ MONITOR_WINDOW: '60' });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await monitor.record(`http://${name}/`, 1);
  clock.now += 60_000;
  await monitor.record('http://f/', 1);
  t.is(monitor.size, 4);
});

test('a URL that is requested again after the window starts at zero', async (t) => {
  const { monitor, clock } = monitorOf({ MONITOR_WINDOW: '60' });
  // Three, so that not all have been dropped when the last one is requested again.
  for (const name of ['a', 'b', 'c']) await monitor.record(`http://${name}/`, 9);
  clock.now += 60_000;
  await monitor.record('http://c/', 1);
  t.deepEqual(await monitor.report(), [{ url: 'http://c/', count: 1, min: 1, max: 1, mean: 1 }]);
});

test('beyond MONITOR_MAXSIZE the least recently requested URL is evicted', async (t) => {
  const { monitor } = monitorOf({ MONITOR_MAXSIZE: '2' });
  for (const name of ['a', 'b', 'a', 'c']) await monitor.record(`http://${name}/`, 1);
  t.deepEqual(await reportedUrls(monitor), ['http://a/', 'http://c/']);
  t.is(monitor.size, 2);
});

test('the total length of the URLs held is bounded', async (t) => {
  const { monitor } = monitorOf({ MONITOR_MAXSIZE: '1000', REPORT_TOP_N: '1000' });
  const long = (index: number) => `http://a/${String(index).padEnd(8000, 'x')}`;
  for (let index = 0; index < 500; index++) await monitor.record(long(index), 1);
  t.is(monitor.size, Math.floor(1_048_576 / 8009));
  const kept = await reportedUrls(monitor);
  t.deepEqual([kept[0], kept.at(-1)], [long(499), long(500 - monitor.size)]);
  // Short URLs can use what the long ones held.
  for (let index = 0; index < 1000; index++) await monitor.record(`http://b/${index}`, 1);
  t.is(monitor.size, 1000);
});

test('one URL is tracked however long it is', async (t) => {
  const { monitor } = monitorOf({ MONITOR_MAXSIZE: '1' });
  for (const end of ['a', 'b']) await monitor.record('x'.repeat(8191) + end, 1);
  t.is(monitor.size, 1);
});

test('memory is released even if nobody requests the report', async (t) => {
  const { monitor, clock } = monitorOf({ MONITOR_WINDOW: '60' });
  for (let index = 0; index < 100; index++) await monitor.record(`http://old/${index}`, 1);
  clock.now += 60_000;
  for (let index = 0; index < 100; index++) await monitor.record('http://new/', 1);
  t.is(monitor.size, 1);
});

/** The simplest implementation: keeps all requests and counts them at the end. */
class NaiveMonitor {
  private requests: { url: string; seconds: number; at: number; sequence: number }[] = [];

  constructor(
    private readonly window: number,
    private readonly maxSize: number,
    private readonly rows: number,
  ) {}

  record(url: string, seconds: number, now: number): void {
    this.expire(now);
    this.requests.push({ url, seconds, at: now, sequence: this.requests.length });
    const recent = [...new Set(this.requests.toReversed().map((request) => request.url))];
    const kept = new Set(recent.slice(0, this.maxSize));
    this.requests = this.requests.filter((request) => kept.has(request.url));
  }

  report(now: number): UrlStatistics[] {
    this.expire(now);
    const recent = [...new Set(this.requests.toReversed().map((request) => request.url))];
    const rows = recent.map((url): UrlStatistics => {
      const times = this.requests.filter((r) => r.url === url).map((r) => r.seconds);
      const sum = times.reduce((total, time) => total + time, 0);
      const [min, max] = [Math.min(...times), Math.max(...times)];
      return { url, count: times.length, min, max, mean: sum / times.length };
    });
    return rows.sort((a, b) => b.count - a.count).slice(0, this.rows);
  }

  private expire(now: number): void {
    const gone = (url: string) =>
      this.requests.findLast((request) => request.url === url && now - request.at < this.window) ===
      undefined;
    this.requests = this.requests.filter((request) => !gone(request.url));
  }
}

test('it reports what a naive monitor that keeps every request reports', async (t) => {
  const url = fc.constantFrom('a', 'b', 'c', 'd', 'e').map((name) => `http://${name}/`);
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 4000 }),
    url,
    milliseconds: fc.nat(500),
    report: fc.boolean(),
  });
  const sizes = fc.record({
    window: fc.integer({ min: 1, max: 8 }),
    maxSize: fc.integer({ min: 1, max: 6 }),
    rows: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), sizes, async (steps, sizes) => {
      const { window, maxSize, rows } = sizes;
      const { monitor, clock } = monitorOf({
        MONITOR_WINDOW: String(window),
        MONITOR_MAXSIZE: String(maxSize),
        REPORT_TOP_N: String(rows),
      });
      const naive = new NaiveMonitor(window * 1000, maxSize, rows);
      for (const { pause, url, milliseconds, report } of steps) {
        clock.now += pause;
        await monitor.record(url, milliseconds / 1000);
        naive.record(url, milliseconds / 1000, clock.now);
        if (report) t.deepEqual(await monitor.report(), naive.report(clock.now));
      }
      t.deepEqual(await monitor.report(), naive.report(clock.now));
    }),
    { numRuns: 300 },
  );
});
