import test from 'ava';
import { mapInOrder } from '../../src/cli/map-in-order.js';

/** Work that ends when it is told to. */
function controlled() {
  const finish = new Map<number, (result: string) => void>();
  const work = (item: number) => new Promise<string>((resolve) => finish.set(item, resolve));
  return {
    begun: () => [...finish.keys()],
    finish: (item: number) => finish.get(item)?.(`${item}`),
    work,
  };
}

async function* numbers(count: number, failure?: Error): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) yield Promise.resolve(number);
  if (failure) throw failure;
}

/** Lets all that can go on do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const never = new AbortController().signal;

test('results come in order; no more is begun than is allowed', async (t) => {
  const { begun, finish, work } = controlled();
  const results = mapInOrder(numbers(10), work, { atOnce: 2, ahead: 4 }, never);
  const first = results.next();
  await settled();
  t.deepEqual(begun(), [0, 1]);
  finish(1);
  await settled();
  t.deepEqual(begun(), [0, 1, 2]);
  finish(2);
  await settled();
  finish(3);
  await settled();
  // The first one holds back all others: four have begun, and their results wait.
  t.deepEqual(begun(), [0, 1, 2, 3]);
  finish(0);
  t.deepEqual(await first, { value: '0', done: false });
  await settled();
  t.deepEqual(begun(), [0, 1, 2, 3, 4]);
  t.is((await results.next()).value, '1');
  await settled();
  t.deepEqual(begun(), [0, 1, 2, 3, 4, 5]);
});

test('after the signal nothing is begun, and what had begun still comes', async (t) => {
  const stop = new AbortController();
  const { begun, finish, work } = controlled();
  const results = mapInOrder(numbers(10), work, { atOnce: 3, ahead: 9 }, stop.signal);
  const first = results.next();
  await settled();
  finish(1);
  stop.abort();
  finish(0);
  finish(2);
  const values = [(await first).value];
  for await (const value of results) values.push(value);
  t.deepEqual(values, begun().map(String));
  t.true(begun().length <= 4);
});

test('the signal ends the wait for an item that does not come', async (t) => {
  const stop = new AbortController();
  const items: AsyncIterator<number> = { next: () => new Promise(() => undefined) };
  const end = mapInOrder(items, String as never, { atOnce: 1, ahead: 1 }, stop.signal).next();
  stop.abort();
  t.true((await end).done);
});

test('a failure of the items comes after the results before it', async (t) => {
  const items = numbers(2, new Error('the list is broken'));
  const results = mapInOrder(
    items,
    (item) => Promise.resolve(item),
    { atOnce: 1, ahead: 1 },
    never,
  );
  t.is((await results.next()).value, 0);
  t.is((await results.next()).value, 1);
  await t.throwsAsync(results.next(), { message: 'the list is broken' });
});

test('whoever takes no more results stops the rest', async (t) => {
  let taken = 0;
  const work = (item: number) => Promise.resolve((taken = item));
  for await (const result of mapInOrder(numbers(1000), work, { atOnce: 2, ahead: 4 }, never))
    if (result === 5) break;
  await settled();
  t.true(taken < 15);
});
