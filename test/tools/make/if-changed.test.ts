import test from 'ava';
import { chmodSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from './checkout.js';

test('made once, whatever the times, and again when a source changes', async (t) => {
  const checkout = new Checkout(t);
  t.deepEqual(await checkout.make(), { code: 0, output: '' });
  const future = new Date(Date.now() + 60_000);
  utimesSync(join(checkout.root, 'a.txt'), future, future);
  await checkout.make();
  t.is(checkout.runs(), 1);
  checkout.write('a.txt', 'A');
  await checkout.make();
  t.is(checkout.read('target'), 'Ab');
  t.is(checkout.runs(), 2);
});

test('made again when the target is gone or empty', async (t) => {
  const checkout = new Checkout(t);
  await checkout.make();
  checkout.write('target', '');
  await checkout.make();
  t.is(checkout.read('target'), 'ab');
  rmSync(join(checkout.root, 'target'));
  await checkout.make();
  t.is(checkout.read('target'), 'ab');
});

test('a command that failed is run again, even for the sources of before', async (t) => {
  const checkout = new Checkout(t);
  await checkout.make();
  checkout.write('a.txt', 'A');
  t.is((await checkout.make('echo half > target; exit 3')).code, 3);
  checkout.write('a.txt', 'a');
  await checkout.make();
  t.is(checkout.read('target'), 'ab');
});

test('what was made by hand counts when it is newer', async (t) => {
  const checkout = new Checkout(t);
  checkout.write('target', 'by hand');
  const past = new Date(Date.now() - 60_000);
  for (const file of ['a.txt', 'b.txt']) utimesSync(join(checkout.root, file), past, past);
  await checkout.make();
  t.is(checkout.runs(), 0);
  utimesSync(join(checkout.root, 'target'), past, past);
  checkout.write('a.txt', 'A');
  await checkout.make();
  t.is(checkout.read('target'), 'Ab');
});

test('two at once: the second waits, says so and finds the work done', async (t) => {
  const checkout = new Checkout(t);
  const command = 'until [ -e go ]; do sleep 0.05; done; cat a.txt b.txt > target';
  const both = Promise.all([checkout.make(command), checkout.make(command)]);
  while (checkout.runs() < 2 && !checkout.said.includes('waiting for it'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  checkout.write('go', '');
  t.deepEqual(
    (await both).map(({ code }) => code),
    [0, 0],
  );
  t.is(checkout.runs(), 1);
});

test('who may only read finds what is made', async (t) => {
  const checkout = new Checkout(t);
  await checkout.make();
  // Root may write everywhere.
  const reader = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  for (const folder of ['build', '.']) chmodSync(join(checkout.root, folder), 0o555);
  const outcome = await checkout.make(undefined, reader);
  const locked = ['sh', 'tools/make/locked.sh', 'echo', 'runs'];
  const other = await checkout.run(locked, reader);
  for (const folder of ['build', '.']) chmodSync(join(checkout.root, folder), 0o755);
  t.deepEqual(outcome, { code: 0, output: '' });
  t.deepEqual(other, { code: 0, output: 'runs\n' });
});
