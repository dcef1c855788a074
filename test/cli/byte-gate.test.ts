import test from 'ava';
import { ByteGate } from '../../src/cli/byte-gate.js';

test('whoever finds too little room waits, in order', async (t) => {
  const gate = new ByteGate(10);
  const entered: string[] = [];
  const take = async (name: string, bytes: number) => {
    const release = await gate.take(bytes);
    entered.push(name);
    return release;
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const first = await take('first', 6);
  const large = take('large', 8);
  // It would fit, but would let the large one starve.
  const small = take('small', 2);
  await settled();
  t.deepEqual(entered, ['first']);
  first();
  await settled();
  t.deepEqual(entered, ['first', 'large', 'small']);
  const late = take('late', 1);
  await settled();
  t.is(entered.length, 3);
  (await small)();
  (await large)();
  await late;
});

test('more than the limit takes all of it', async (t) => {
  const gate = new ByteGate(10);
  const all = await gate.take(11);
  const next = gate.take(10);
  all();
  (await next)();
  t.pass();
});
