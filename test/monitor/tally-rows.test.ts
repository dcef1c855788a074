import test from 'ava';
import { tableOf } from '../../src/monitor/tally-rows.js';
import type { ScriptReply } from '../../src/redis/script.js';

function tallyOf(...values: number[]): Buffer {
  return Buffer.from(Float64Array.from(values).buffer);
}

const TALLY = tallyOf(7, 1e12, 4, 0.125, 0.5, 1);

test('a row has the count and the times, the mean by the sum', (t) => {
  t.deepEqual(tableOf([]), []);
  t.deepEqual(tableOf([Buffer.from('http://a/'), TALLY, Buffer.from('http://b/'), TALLY]), [
    { url: 'http://a/', count: 4, min: 0.125, max: 0.5, mean: 0.25 },
    { url: 'http://b/', count: 4, min: 0.125, max: 0.5, mean: 0.25 },
  ]);
});

test('what is no report is refused', (t) => {
  const url = Buffer.from('http://a/');
  const broken: ScriptReply[] = [
    ...[null, 0, url],
    ...[
      [url, 0],
      [0, TALLY],
      [url, TALLY.subarray(1)],
      [url, Buffer.concat([TALLY, Buffer.alloc(8)])],
    ],
  ];
  for (const reply of broken)
    t.throws(() => tableOf(reply), { name: 'RedisAway', message: 'the report in Redis is broken' });
});
