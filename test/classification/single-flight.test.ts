import test from 'ava';
import { SingleFlight } from '../../src/classification/single-flight.js';

const NEVER = new AbortController().signal;

/** Work that lands, or fails, when the test says so. */
function controlledWork<T>() {
  const { promise, resolve, reject } = withResolvers<T>();
  const work = {
    starts: 0,
    signal: undefined as AbortSignal | undefined,
    land: resolve,
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

test('all who ask for a key at the same time share one piece of work', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const all = Array.from({ length: 100 }, () =>
    flights.join('a', new AbortController().signal, work.run),
  );
  t.is(flights.size, 1);
  work.land('done');

  const landed = await Promise.all(all);
  t.is(work.starts, 1);
  t.true(landed.every(({ value }) => value === 'done'));
  t.deepEqual(
    landed.map(({ collapsed }) => collapsed),
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

test('a failure is shared by those who wait and not kept for those who come later', async (t) => {
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

test('one who gives up leaves the others untouched', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const impatient = new AbortController();
  const first = flights.join('a', impatient.signal, work.run);
  const second = flights.join('a', NEVER, work.run);
  impatient.abort(new Error('gone'));
  await t.throwsAsync(first, { message: 'gone' });

  t.false(work.signal?.aborted);
  work.land('done');
  t.is((await second).value, 'done');
});

test('the work is abandoned when the last one gives up, and begun anew for the next', async (t) => {
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
  // The late end of the abandoned work must not take the new one off the list.
  abandoned.fail(new Error('aborted'));
  await new Promise((resolve) => setImmediate(resolve));
  t.true(flights.has('a'));
  work.land('new');
  t.is((await next).value, 'new');
});

test('one who gave up before asking starts nothing', async (t) => {
  const flights = new SingleFlight<string>();
  const work = controlledWork<string>();
  const gone = AbortSignal.abort(new Error('gone'));
  await t.throwsAsync(flights.join('a', gone, work.run), { message: 'gone' });
  t.is(work.starts, 0);
});
