import test from 'ava';
import { SingleFlight } from '../../src/classification/single-flight.js';
import { type Caller, testFlight } from './flight-behaviour.js';

const NEVER = new AbortController().signal;

/** Work that finishes or fails when the test decides. */
function controlledWork<T>() {
  const { promise, resolve, reject } = withResolvers<T>();
  const work = {
    starts: 0,
    signal: undefined as AbortSignal | undefined,
    finish: resolve,
    fail: reject,
    run: (signal: AbortSignal) => {
      work.starts++;
      work.signal = signal;
      return promise;
    },
  };
  return work;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

testFlight(() => {
  const flights = new SingleFlight<string>();
  const caller: Caller = async (...request) => (await flights.join(...request)).value;
  return Promise.resolve([caller, caller] as const);
});

test('concurrent callers with the same key share one piece of work', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const all = Array.from({ length: 100 }, () =>
    flights.join('a', new AbortController().signal, work.run),
  );
  t.is(flights.size, 1);
  work.finish('done');

  const joined = await Promise.all(all);
  t.is(work.starts, 1);
  t.true(joined.every(({ value }) => value === 'done'));
  t.deepEqual(
    joined.map(({ collapsed }) => collapsed),
    [false, ...Array<boolean>(99).fill(true)],
  );
  t.is(flights.size, 0);
});

test('different keys do not share', async (t) => {
  const flights = new SingleFlight<string>();
  const values = await Promise.all(
    ['a', 'b'].map((key) => flights.join(key, NEVER, () => Promise.resolve(key))),
  );
  t.deepEqual(
    values.map(({ value }) => value),
    ['a', 'b'],
  );
});

test('waiting callers share a failure; later callers start the work again', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const all = [1, 2, 3].map(() => flights.join('a', NEVER, work.run));
  work.fail(new Error('no luck'));
  for (const one of all) await t.throwsAsync(one, { message: 'no luck' });

  const { value, collapsed } = await flights.join('a', NEVER, () => Promise.resolve('luck'));
  t.is(value, 'luck');
  t.false(collapsed);
});

test('work that throws before it returns a promise fails like any other', async (t) => {
  const flights = new SingleFlight<string>();
  const work = () => {
    throw new Error('at once');
  };
  await t.throwsAsync(flights.join('a', NEVER, work), { message: 'at once' });
  t.is(flights.size, 0);
});

test('a caller that gives up does not affect the others', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const impatient = new AbortController();
  const first = flights.join('a', impatient.signal, work.run);
  const second = flights.join('a', NEVER, work.run);
  impatient.abort(new Error('gone'));
  await t.throwsAsync(first, { message: 'gone' });

  t.false(work.signal?.aborted);
  work.finish('done');
  t.is((await second).value, 'done');
});

test('the work is abandoned when the last caller gives up, and started again for the next', async (t) => {
  const flights = new SingleFlight<string>();
  const abandoned = controlledWork<string>();
  const clients = [new AbortController(), new AbortController()];
  const waiting = clients.map(({ signal }) => flights.join('a', signal, abandoned.run));
  for (const client of clients) client.abort(new Error('gone'));
  for (const one of waiting) await t.throwsAsync(one, { message: 'gone' });
  t.true(abandoned.signal?.aborted);
  t.is(flights.size, 0);

  const work = controlledWork<string>();
  const next = flights.join('a', NEVER, work.run);
  // The late end of the abandoned work must not remove the new flight.
  abandoned.fail(new Error('aborted'));
  await new Promise((resolve) => setImmediate(resolve));
  t.true(flights.has('a'));
  work.finish('new');
  t.is((await next).value, 'new');
});

test('a caller that gave up beforehand starts nothing', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const gone = AbortSignal.abort(new Error('gone'));
  await t.throwsAsync(flights.join('a', gone, work.run), { message: 'gone' });
  t.is(work.starts, 0);
});
