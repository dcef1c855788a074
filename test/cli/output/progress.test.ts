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

test('the time left is told while there is a rate, and images are left', (t) => {
  const line = (done: number, moment: number) => {
    const progress = new Progress();
    progress.line({ done: 0, failed: 0, skipped: 0, total: 20 }, 0);
    return progress.line({ done, failed: 0, skipped: 0, total: 20 }, moment);
  };
  t.is(line(0, 1000), '0 of 20 images');
  t.is(line(5, 0), '5 of 20 images');
  t.is(line(19, 1000), '19 of 20 images · 19/s · 0:01 left');
  t.is(line(20, 1000), '20 of 20 images · 20/s');
});

test('a moment ten seconds ago still counts for the rate, an earlier one does not', (t) => {
  const progress = new Progress();
  const count = { failed: 0, skipped: 0, total: undefined };
  progress.line({ ...count, done: 0 }, 0);
  progress.line({ ...count, done: 100 }, 1000);
  t.is(progress.line({ ...count, done: 200 }, 11_000), '200 images · 18/s');
  t.is(progress.line({ ...count, done: 200 }, 11_001), '200 images · 10.0/s');
});

test('times', (t) => {
  t.deepEqual([4.2, 60, 3599, 3600].map(clock), ['0:05', '1:00', '59:59', '1:00:00']);
  t.is(summary(1, 0.25), '1 image in 0.3 s (4.0/s)');
  t.is(summary(6000, 60), '6,000 images in 1:00 (100/s)');
  t.is(summary(0, 1), 'no images');
  t.is(summary(590, 59.5), '590 images in 59.5 s (9.9/s)');
  t.is(summary(99, 10), '99 images in 10.0 s (9.9/s)');
  t.is(summary(100, 10), '100 images in 10.0 s (10/s)');
  t.is(summary(95, 10), '95 images in 10.0 s (9.5/s)');
  t.is(summary(105, 10), '105 images in 10.0 s (11/s)');
});
