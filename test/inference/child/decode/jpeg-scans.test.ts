import test from 'ava';
import { countScans } from '../../../../src/inference/child/decode/jpeg-scans.js';

/** A scan's header (SOS) for some components, and three bytes of data. */
function scan(components: number): number[] {
  const rest = Array<number>(2 * components + 3).fill(0);
  return [0xff, 0xda, 0, rest.length + 3, components, ...rest, 1, 2, 3];
}

function count(bytes: number[], frame: { progressive: boolean; components: number }): number {
  return countScans(new DataView(Uint8Array.from(bytes).buffer), 0, frame, 10);
}

test('a sequential JPEG ends with its first scan, if that has all components', (t) => {
  for (const components of [1, 3, 4])
    t.is(
      count(Array<number[]>(50).fill(scan(components)).flat(), { progressive: false, components }),
      1,
    );
});

test('scans of single components count one by one, up to the limit', (t) => {
  const frame = { progressive: false, components: 3 };
  t.is(count([...scan(1), ...scan(1), ...scan(1)], frame), 3);
  t.is(count([...scan(1), ...scan(2)], frame), 2);
  t.is(count(Array<number[]>(50).fill(scan(1)).flat(), frame), 11);
});

test('all scans of a progressive JPEG count', (t) => {
  t.is(count([...scan(3), ...scan(1), ...scan(3)], { progressive: true, components: 3 }), 3);
});

test('a scan whose header is cut short counts', (t) => {
  t.is(count([0xff, 0xda, 0, 6], { progressive: false, components: 1 }), 1);
});
