import test from 'ava';
import { clock, Progress, summary } from '../../../src/cli/output/progress.js';

test('the time left comes from the rate of the last seconds', (t) => {
  const progress = new Progress();
  const count = { done: 0, failed: 0, skipped: 1000, total: undefined };
  t.is(progress.line(count, 0), '0 images');
  t.is(progress.line({ ...count, done: 40 }, 1000), '40 images · 40/s');
  const known = { ...count, total: 12_000 };
  t.is(progress.line({ ...known, done: 80 }, 2000), '1,080 of 12,000 images · 40/s · 4:33 left');
  // Twenty seconds later, and much slower.
  progress.line({ ...known, done: 90 }, 12_000);
  const slow = progress.line({ ...known, done: 100, failed: 1 }, 22_000);
  t.is(slow, '1,100 of 12,000 images · 1.0/s · 3:01:40 left · 1 error');
});

test('times', (t) => {
  t.deepEqual([4.2, 60, 3599, 3600].map(clock), ['0:05', '1:00', '59:59', '1:00:00']);
  t.is(summary(1, 0.25), '1 image in 0.3 s (4.0/s)');
  t.is(summary(6000, 60), '6,000 images in 1:00 (100/s)');
  t.is(summary(0, 1), 'no images');
});
