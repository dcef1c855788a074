import test from 'ava';
import { WaitingCounts } from '../../src/monitor/waiting-counts.js';

/** The longest URL that there is: 128 of them are as long as may be kept. */
const long = (index: number) => String(index).padEnd(8192, 'x');

test('requests for a URL in a row are one run', (t) => {
  const waiting = new WaitingCounts(1000);
  for (const seconds of [0.25, 0.125, 0.5]) waiting.add('a', seconds);
  waiting.add('b', 1);
  waiting.add('a', 2);
  t.is(waiting.requests, 5);
  t.is(waiting.size, 3);
  t.deepEqual(waiting.take(Infinity), [
    { url: 'a', count: 3, min: 0.125, max: 0.5, sum: 0.875 },
    { url: 'b', count: 1, min: 1, max: 1, sum: 1 },
    { url: 'a', count: 1, min: 2, max: 2, sum: 2 },
  ]);
  t.is(waiting.size, 0);
});

test('the oldest runs are taken first', (t) => {
  const waiting = new WaitingCounts(1000);
  for (const url of ['a', 'a', 'b', 'c']) waiting.add(url, 1);
  const taken = waiting.take(2);
  t.deepEqual(
    taken.map(({ url }) => url),
    ['a', 'b'],
  );
  t.is(waiting.requests, 1);
  t.is(waiting.dropped, 0);
});

test('beyond twice the bound, the runs of a URL are merged where its last one is', (t) => {
  const waiting = new WaitingCounts(1);
  for (let time = 0; time < 2000; time++) waiting.add(`http://${time % 900}/`, time);
  t.is(waiting.size, 2000);
  waiting.add('http://0/', 2000);
  t.is(waiting.size, 900);
  t.is(waiting.requests, 2001);
  t.is(waiting.dropped, 0);
  const runs = waiting.take(Infinity);
  t.deepEqual(runs[0], { url: 'http://200/', count: 2, min: 200, max: 1100, sum: 1300 });
  t.deepEqual(runs.at(-1), { url: 'http://0/', count: 4, min: 0, max: 2000, sum: 4700 });
});

test('beyond the bound, the URLs go that were requested longest ago', (t) => {
  const waiting = new WaitingCounts(1);
  for (let time = 0; time <= 2000; time++) waiting.add(`http://${time % 1002}/`, 1);
  t.is(waiting.size, 1000);
  // 999 and 1000 had been requested once, and longest ago.
  t.is(waiting.dropped, 2);
  t.is(waiting.requests, 1999);
  t.is(waiting.take(1)[0]?.url, 'http://1001/');
});

test('long URLs are bounded by their length', (t) => {
  const waiting = new WaitingCounts(1);
  for (let time = 0; time < 256; time++) waiting.add(long(time), 1);
  t.is(waiting.size, 256);
  waiting.add('x', 1);
  t.is(waiting.size, 128);
  t.is(waiting.dropped, 129);
  for (let time = 0; time < 128; time++) waiting.add(long(time), 1);
  t.is(waiting.size, 256);
  waiting.add(long(128), 1);
  t.is(waiting.size, 128);
  t.is(waiting.dropped, 258);
  t.deepEqual(waiting.take(1)[0]?.url, long(1));
});

test('what is taken makes room', (t) => {
  const waiting = new WaitingCounts(1);
  for (let round = 0; round < 3; round++) {
    for (let time = 0; time < 200; time++) waiting.add(long(time), 1);
    t.is(waiting.take(Infinity).length, 200);
  }
  t.is(waiting.dropped, 0);
});
