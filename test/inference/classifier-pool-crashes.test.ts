import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { argmax } from '../../src/inference/top-k.js';
import type { ClassifierPool, PoolOptions } from '../../src/inference/classifier-pool.js';
import { classify, startPool } from '../helpers/model-pool.js';
import { FakeLog } from '../helpers/service.js';
import { classifiersOf, eventually, isAlive } from './child-processes.js';
import { HANGS, KILLS, VULNERABLE } from './hostile-images.js';
import { COLOURS, tinyModel, writeModel } from '../helpers/tiny-model.js';

// Serial: each test lists all classifier processes. Certain images kill them.

process.env['NODE_OPTIONS'] = VULNERABLE;

const blue = await sharp({
  create: { width: 1600, height: 1200, channels: 3, background: '#00f' },
})
  .webp()
  .toBuffer();

async function start(t: ExecutionContext, options: Partial<PoolOptions>) {
  const folder = await writeModel(t, tinyModel());
  const log = new FakeLog();
  const pool = await startPool(folder, { log, ...options });
  t.teardown(() => pool.close());
  return { pool, folder, log };
}

async function assertBlue(t: ExecutionContext, pool: ClassifierPool, times = 1): Promise<void> {
  const answers = Array.from({ length: times }, () => classify(pool, blue));
  for (const { probabilities } of await Promise.all(answers))
    t.is(COLOURS[argmax(probabilities)], 'blue');
}

test.serial('a process killed under load is replaced, and every request is answered', async (t) => {
  const { pool, log } = await start(t, { processes: 2 });
  const before = classifiersOf(process.pid);
  const answers = assertBlue(t, pool, 40);
  process.kill(before[0] ?? 0, 'SIGKILL');
  await answers;
  await eventually(() => classifiersOf(process.pid).length === 2);
  t.not(classifiersOf(process.pid).join(), before.join());
  t.is(log.lines.length, 1);
  t.like(log.lines, [
    {
      level: 'warn',
      fields: { action: 'process-ended', pid: before[0], signal: 'SIGKILL' },
      message: 'a classifier process ended; it is being replaced',
    },
  ]);
  await assertBlue(t, pool, 4);
});

test.serial(
  'all processes are killed at once, idle or busy, and every request is answered',
  async (t) => {
    const { pool } = await start(t, { processes: 2 });
    const killAll = () => {
      for (const pid of classifiersOf(process.pid)) process.kill(pid, 'SIGKILL');
    };
    killAll();
    await assertBlue(t, pool, 6);
    const busy = assertBlue(t, pool, 20);
    killAll();
    await busy;
    await eventually(() => classifiersOf(process.pid).length === 2);
    t.true(pool.ready);
  },
);

test.serial('a client that hung up is told so, once the process at work ends', async (t) => {
  const { pool } = await start(t, { processes: 1 });
  const controller = new AbortController();
  const answer = classify(pool, Buffer.from(HANGS), controller.signal);
  const reason = new Error('gone');
  controller.abort(reason);
  process.kill(classifiersOf(process.pid)[0] ?? 0, 'SIGKILL');
  await t.throwsAsync(answer, { is: reason });
});

test.serial(
  'an image that kills every process gets not_an_image, and the others are answered',
  async (t) => {
    const { pool } = await start(t, { processes: 2 });
    const killer = classify(pool, Buffer.from(KILLS));
    const others = assertBlue(t, pool, 25);
    await t.throwsAsync(killer, { name: 'ServiceError', code: 'not_an_image' });
    await others;
    const again = classify(pool, Buffer.from(KILLS));
    await t.throwsAsync(again, { code: 'not_an_image' });
    await eventually(() => classifiersOf(process.pid).length === 2);
    await assertBlue(t, pool, 4);
  },
);

test.serial(
  'an image that takes forever gets not_an_image, and its process is replaced',
  async (t) => {
    const { pool } = await start(t, { processes: 1 });
    const before = classifiersOf(process.pid);
    // Shortens the deadline of 20 s.
    const { setTimeout } = globalThis;
    t.teardown(() => Object.assign(globalThis, { setTimeout }));
    const sooner = (call: () => void, delay: number) =>
      setTimeout(call, delay === 20_000 ? 500 : delay);
    Object.assign(globalThis, { setTimeout: sooner });
    const endless = classify(pool, Buffer.from(HANGS));
    await t.throwsAsync(endless, { code: 'not_an_image', message: /takes too long/ });
    Object.assign(globalThis, { setTimeout });
    await assertBlue(t, pool, 2);
    t.false(before.some(isAlive));
  },
);

test.serial('a process that cannot be replaced is retried until it can', async (t) => {
  const { pool, folder, log } = await start(t, { processes: 2 });
  const [first, second] = classifiersOf(process.pid) as [number, number];
  await rename(join(folder, 'card.json'), join(folder, 'away.json'));
  process.kill(first, 'SIGKILL');
  const failures = () => log.lines.filter(({ level }) => level === 'error').length;
  await eventually(() => failures() >= 5);
  // One process is left.
  t.true(pool.ready);
  await assertBlue(t, pool, 10);

  const waiting = Promise.allSettled([
    classify(pool, blue),
    classify(pool, blue),
    classify(pool, blue),
  ]);
  process.kill(second, 'SIGKILL');
  for (const answer of await waiting)
    if (answer.status === 'rejected') t.like(answer, { reason: { code: 'not_ready' } });
  await eventually(() => !pool.ready);
  await t.throwsAsync(classify(pool, blue), { code: 'not_ready' });

  await rename(join(folder, 'away.json'), join(folder, 'card.json'));
  await eventually(() => pool.ready);
  await assertBlue(t, pool, 2);
  await pool.close();
  t.deepEqual(classifiersOf(process.pid), []);
});

test.serial(
  'closing while a process is being replaced is not an error and leaves no process',
  async (t) => {
    const { pool, log } = await start(t, { processes: 2 });
    const [first] = classifiersOf(process.pid);
    process.kill(first ?? 0, 'SIGKILL');
    await eventually(() => log.lines.length > 0);
    await pool.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.deepEqual(classifiersOf(process.pid), []);
    t.deepEqual(
      log.lines.filter(({ level }) => level === 'error'),
      [],
    );
  },
);
