import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { RequestMonitor } from '../../src/monitor/request-monitor.js';
import { NaiveMonitor } from './naive-monitor.js';

/** @returns undefined to skip the test */
export type OpenMonitor = (
  t: ExecutionContext,
  environment: Record<string, string>,
) => Promise<RequestMonitor | undefined>;

const DAY = '86400';

async function reportedUrls(monitor: RequestMonitor): Promise<string[]> {
  return (await monitor.report()).map(({ url }) => url);
}

/** What every monitor does, wherever it keeps the counts. */
export function testMonitor(open: OpenMonitor, { numRuns = 300 } = {}): void {
  const behaviour = (
    title: string,
    environment: Record<string, string>,
    check: (t: ExecutionContext, monitor: RequestMonitor) => Promise<void>,
  ) => {
    test(title, async (t) => {
      const monitor = await open(t, environment);
      if (monitor !== undefined) await check(t, monitor);
    });
  };

  behaviour('without requests the report is empty', {}, async (t, monitor) => {
    t.deepEqual(await monitor.report(), []);
  });

  behaviour('a row has the count and the least, greatest and mean time', {}, async (t, monitor) => {
    for (const seconds of [0.25, 0.125, 0.4375]) await monitor.record('http://a/', seconds);
    t.deepEqual(await monitor.report(), [
      { url: 'http://a/', count: 3, min: 0.125, max: 0.4375, mean: 0.8125 / 3 },
    ]);
  });

  behaviour(
    'the most requested come first, at most REPORT_TOP_N of them',
    { REPORT_TOP_N: '2' },
    async (t, monitor) => {
      for (const name of ['a', 'b', 'b', 'c', 'c', 'c']) await monitor.record(`http://${name}/`, 1);
      t.deepEqual(await reportedUrls(monitor), ['http://c/', 'http://b/']);
    },
  );

  behaviour('of URLs with the same count the most recent comes first', {}, async (t, monitor) => {
    for (const name of ['a', 'b', 'c', 'a']) await monitor.record(`http://${name}/`, 1);
    t.deepEqual(await reportedUrls(monitor), ['http://a/', 'http://c/', 'http://b/']);
  });

  behaviour(
    'a URL leaves the report MONITOR_WINDOW seconds after its last request, and starts anew then',
    { MONITOR_WINDOW: '0.2' },
    async (t, monitor) => {
      await monitor.record('http://a/', 0.5);
      while ((await monitor.report()).length > 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await monitor.record('http://a/', 0.25);
      const [row] = await monitor.report();
      t.true(row === undefined || (row.count === 1 && row.max === 0.25));
    },
  );

  behaviour(
    'beyond MONITOR_MAXSIZE the least recently requested URL is evicted',
    { MONITOR_MAXSIZE: '2' },
    async (t, monitor) => {
      for (const name of ['a', 'b', 'a', 'c']) await monitor.record(`http://${name}/`, 1);
      t.deepEqual(await reportedUrls(monitor), ['http://a/', 'http://c/']);
    },
  );

  behaviour(
    'the total length of the URLs held is bounded',
    { MONITOR_MAXSIZE: '1000', REPORT_TOP_N: '1000' },
    async (t, monitor) => {
      const long = (index: number) => `http://a/${String(index).padEnd(8000, 'x')}`;
      for (let index = 0; index < 500; index++) await monitor.record(long(index), 1);
      const kept = await reportedUrls(monitor);
      t.is(kept.length, Math.floor(1_048_576 / 8009));
      t.deepEqual([kept[0], kept.at(-1)], [long(499), long(500 - kept.length)]);
      // Short URLs can use what the long ones held.
      for (let index = 0; index < 1000; index++) await monitor.record(`http://b/${index}`, 1);
      t.is((await monitor.report()).length, 1000);
    },
  );

  behaviour(
    'one URL is tracked however long it is',
    { MONITOR_MAXSIZE: '1' },
    async (t, monitor) => {
      for (const end of ['a', 'b']) await monitor.record('x'.repeat(8191) + end, 1);
      t.deepEqual(await reportedUrls(monitor), ['x'.repeat(8191) + 'b']);
    },
  );

  test('it reports what a naive monitor that keeps every request reports, within the window', async (t) => {
    const url = fc.constantFrom('a', 'b', 'c', 'd', 'e').map((name) => `http://${name}/`);
    // Seconds whose sums are exact, in whatever order.
    const seconds = fc.nat(512).map((value) => value / 1024);
    const step = fc.record({ url, seconds, report: fc.boolean() });
    const sizes = fc.record({
      maxSize: fc.integer({ min: 1, max: 6 }),
      rows: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), sizes, async (steps, sizes) => {
        const { maxSize, rows } = sizes;
        const monitor = await open(t, {
          MONITOR_WINDOW: DAY,
          MONITOR_MAXSIZE: String(maxSize),
          REPORT_TOP_N: String(rows),
        });
        if (monitor === undefined) return;
        const naive = new NaiveMonitor(Number(DAY) * 1000, maxSize, rows);
        for (const { url, seconds, report } of steps) {
          await monitor.record(url, seconds);
          naive.record(url, seconds, 0);
          if (report) t.deepEqual(await monitor.report(), naive.report(0));
        }
        t.deepEqual(await monitor.report(), naive.report(0));
      }),
      { numRuns },
    );
    t.pass();
  });
}
