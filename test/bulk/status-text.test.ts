import test from 'ava';
import { type ListStatus, rateOf, type Status, statusText } from '../../src/bulk/status.js';

const LIST: ListStatus = {
  name: 'photos',
  model: 'squeezenet1_1',
  identity: 'x',
  urls: 1000,
  complete: true,
  done: 999,
  errors: 1,
  collected: 500,
  rate: 12.4,
  redis_bytes: 1_250_000,
};

const EMPTY: Status = { lists: [], queues: [], workers: [], held_urls: 0, max_urls: 1_000_000 };

function firstLine(list: Partial<ListStatus>): string | undefined {
  return statusText({ ...EMPTY, lists: [{ ...LIST, ...list }] }).split('\n')[0];
}

test('nothing is there', (t) => {
  t.is(statusText(EMPTY), 'no lists\nno workers\n0 of at most 1,000,000 URLs are in Redis\n');
});

test('lists, queues and workers have a line each', (t) => {
  const queue = { model: 'm', wait_key: 'k', waiting: 1, active: 2, delayed: 3, failed: 4 };
  const workers = [1, 2].map((pid) => ({ host: 'h', pid, model: 'm' }));
  const text = statusText({ ...EMPTY, lists: [LIST], queues: [queue], workers, held_urls: 1500 });
  const [list, jobs, people, urls, end, ...more] = text.split('\n');
  t.is(
    list,
    'photos: 1,000 URLs added · 999 done (99 %) · 1 error · 500 collected · 12/s · 1.3 MB · squeezenet1_1',
  );
  t.regex(jobs ?? '', /^queue of m: 1 job waiting, 2 active, 3 delayed, 4 failed \(.+:.+\)$/);
  t.is(people, '2 workers: h (1), h (2)');
  t.is(urls, '1,500 of at most 1,000,000 URLs are in Redis');
  t.is(end, '');
  t.deepEqual(more, []);
});

test('a list that grows, is at rest or has no URL', (t) => {
  t.regex(firstLine({ complete: false }) ?? '', /^photos: 1,000 URLs so far · /);
  t.regex(firstLine({ rate: 0 }) ?? '', / 500 collected · 1\.3 MB · /);
  t.regex(firstLine({ rate: 0.6 }) ?? '', / 500 collected · 1\/s · 1\.3 MB · /);
  t.regex(firstLine({ urls: 0, done: 0 }) ?? '', /^photos: 0 URLs added · 0 done \(100 %\) · /);
  t.regex(firstLine({ urls: 1, done: 1 }) ?? '', /^photos: 1 URL added · 1 done \(100 %\) · /);
  t.regex(firstLine({ errors: 2 }) ?? '', / · 2 errors · /);
});

test('the rate is that of the last minute', (t) => {
  const now = 1_000_000;
  const done = (...rows: [ago: number, urls: number][]) =>
    rateOf(
      rows.map(([ago, urls]) => ({ moment: now - ago, urls })),
      now,
    );
  t.is(done(), 0);
  t.is(done([10, 100], [20, 100], [40, 120]), 8);
  t.is(done([30, 10]), 0.3);
  t.is(done([59, 59], [60, 1000], [61, 1000]), 1);
  t.is(done([59.5, 59.5]), 1);
  t.is(done([0.1, 20]), 20);
});
