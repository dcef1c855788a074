import test from 'ava';
import { Slots } from '../../src/classification/slots.js';

const never = new AbortController().signal;

/** Work that ends when it is told. */
function work(log: string[], name: string) {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: () => (log.push(name), ended) };
}

test('work beyond the slots waits for its turn', async (t) => {
  const slots = new Slots(2);
  const log: string[] = [];
  const works = ['a', 'b', 'c', 'd'].map((name) => work(log, name));
  const runs = works.map(({ run }) => slots.run(never, run));
  await Promise.resolve();
  t.deepEqual(log, ['a', 'b']);
  works[1]?.end();
  await runs[1];
  await new Promise((resolve) => setImmediate(resolve));
  t.deepEqual(log, ['a', 'b', 'c']);
  for (const { end } of works) end();
  await Promise.all(runs);
  t.deepEqual(log, ['a', 'b', 'c', 'd']);
});

test('work that fails frees its slot', async (t) => {
  const slots = new Slots(1);
  await t.throwsAsync(slots.run(never, () => Promise.reject(new Error('failed'))));
  t.is(await slots.run(never, () => Promise.resolve(7)), 7);
});

test('who gives up does not begin, and takes no slot', async (t) => {
  const slots = new Slots(1);
  const log: string[] = [];
  const first = work(log, 'a');
  const running = slots.run(never, first.run);
  const giveUp = new AbortController();
  const waiting = slots.run(giveUp.signal, work(log, 'b').run);
  const last = work(log, 'c');
  const next = slots.run(never, last.run);
  giveUp.abort(new Error('gone'));
  await t.throwsAsync(waiting, { message: 'gone' });
  await t.throwsAsync(slots.run(giveUp.signal, work(log, 'd').run), { message: 'gone' });
  first.end();
  last.end();
  await Promise.all([running, next]);
  t.deepEqual(log, ['a', 'c']);
});
