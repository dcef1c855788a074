import { resolve } from 'node:path';
import test from 'ava';
import { readOptions, SCENARIOS } from '../../tools/bench/options.js';
import { compare } from '../../tools/bench/result.js';
import { median, medianRatio, quantile } from '../../tools/bench/statistics.js';
import { comparisonTable, cpuTable, modelTable } from '../../tools/bench/table.js';

test('the median is the middle, or between the middle two, and leaves the numbers alone', (t) => {
  const numbers = [30, 1, 2];
  t.is(median(numbers), 2);
  t.deepEqual(numbers, [30, 1, 2]);
  t.is(median([4, 1, 10, 2]), 3);
  t.throws(() => median([]), { instanceOf: RangeError });
});

test('a quantile is one of the numbers, by nearest rank', (t) => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  t.is(quantile(hundred, 0.99), 99);
  t.is(quantile(hundred, 0.5), 50);
  t.is(quantile([1, 2, 3], 0.5), 2);
  t.is(quantile([7], 0.99), 7);
  t.is(quantile([3, 1, 2], 0), 1);
  t.throws(() => quantile([], 0.5), { instanceOf: RangeError });
});

test('the ratio is the median of the ratios of each round, not the ratio of medians', (t) => {
  t.is(medianRatio([10, 40, 90], [10, 20, 30]), 2);
  t.is(medianRatio([1, 100, 6], [2, 10, 3]), 2);
  t.throws(() => medianRatio([1], [1, 2]), { instanceOf: RangeError });
});

test('a target on the ratio and one on our own number are met or missed at their bounds', (t) => {
  const rounds = { ours: [14, 28, 21], tuned: [10, 20, 15] };
  const row = (target: { of: 'ratio' | 'ours'; atLeast?: number; atMost?: number }) =>
    compare({ what: 'a', unit: 'b', rounds, against: 'tuned', target });
  t.is(row({ of: 'ratio', atLeast: 1.4 }).ratio, 1.4);
  t.true(row({ of: 'ratio', atLeast: 1.4 }).met);
  t.false(row({ of: 'ratio', atLeast: 1.41 }).met);
  t.true(row({ of: 'ours', atMost: 21 }).met);
  t.false(row({ of: 'ours', atMost: 20 }).met);
  t.is(compare({ what: 'a', unit: 'b', rounds }).met, undefined);
});

test('the tables are Markdown, with as many cells in every line', (t) => {
  const rounds = { ours: [1234.5], tuned: [0.5] };
  const target = { of: 'ratio', atLeast: 1.4 } as const;
  const row = compare({ what: 'cold', unit: 'images/s', rounds, against: 'tuned', target });
  const lines = comparisonTable([row]).split('\n');
  t.is(lines.length, 3);
  t.is(new Set(lines.map((line) => line.split('|').length)).size, 1);
  t.regex(
    lines[2] ?? '',
    /\| 1,235 +\| +\| 0\.50 +\|.*\| 2469\.00 × tuned \| ≥ 1\.4 × \| met +\|$/,
  );
  const cpu = { main: 1, children: 2, imageServer: 0.25, loadGenerator: 0.5 };
  const cpuLines = cpuTable([{ what: 'cold', contestant: 'ours', ...cpu }]).split('\n');
  t.regex(cpuLines[2] ?? '', /\| 3\.75 \|$/);
  const times = { megabytes: 5, graph: 4, nodeByNode: 6, timesAsFast: 1.5, imagesPerSecond: 300 };
  const modelLines = modelTable([
    { model: 'a', ...times },
    { model: 'b', ...times, atLeast: 2, met: false },
  ]).split('\n');
  t.is(new Set(modelLines.map((line) => line.split('|').length)).size, 1);
  t.regex(modelLines[2] ?? '', /^\| a .*\| 1\.50 +\| +\| +\| 300 +\|$/);
  t.regex(modelLines[3] ?? '', /^\| b .*\| 1\.50 +\| ≥ 2 +\| missed +\| 300 +\|$/);
});

test('the environment chooses what is measured, and a bad choice is refused', (t) => {
  t.deepEqual(readOptions({}).only, SCENARIOS);
  t.deepEqual(readOptions({ BENCH_ONLY: 'hot, cold' }).only, ['cold', 'hot']);
  t.true(readOptions({ BENCH_QUICK: '1' }).seconds < readOptions({}).seconds);
  t.is(readOptions({}).models, undefined);
  t.deepEqual(readOptions({ BENCH_MODELS: 'models/a, /b' }).models, [resolve('models/a'), '/b']);
  t.is(readOptions({ BENCH_QUICK: '1', BENCH_MEMORY_IMAGES: '7' }).memoryImages, 7);
  t.throws(() => readOptions({ BENCH_ONLY: 'warm' }), { message: /"warm" is none of ready, / });
  t.throws(() => readOptions({ BENCH_ROUNDS: '-1' }), { message: /BENCH_ROUNDS=-1/ });
});
