import 'reflect-metadata';
import test from 'ava';
import fc from 'fast-check';
import { monotonicClock } from '../../src/clock.js';
import { MemoryMonitor } from '../../src/monitor/memory-monitor.js';
import { readSettings } from '../../src/settings/index.js';
import { testMonitor } from './monitor-behaviour.js';
import { NaiveMonitor } from './naive-monitor.js';

/** A monitor with a clock that only the test moves. */
function monitorOf(environment: Record<string, string> = {}) {
  const clock = { now: 1000 };
  const monitor = new MemoryMonitor(readSettings(environment), () => clock.now);
  return { monitor, clock };
}

testMonitor((_t, environment) =>
  Promise.resolve(new MemoryMonitor(readSettings(environment), monotonicClock)),
);

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

test('memory is released even if nobody requests the report', async (t) => {
  const { monitor, clock } = monitorOf({ MONITOR_WINDOW: '60' });
  for (let index = 0; index < 100; index++) await monitor.record(`http://old/${index}`, 1);
  clock.now += 60_000;
  for (let index = 0; index < 100; index++) await monitor.record('http://new/', 1);
  t.is(monitor.size, 1);
});

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
