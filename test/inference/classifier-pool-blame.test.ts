import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { classify, startPool } from '../helpers/model-pool.js';
import { FakeLog } from '../helpers/service.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';
import { classifiersOf, eventually, isAlive } from './child-processes.js';
import { HANGS, KILLS, VULNERABLE } from './hostile-images.js';

// Which images are to blame for a process's end. Serial: each test lists all classifier processes.

process.env['NODE_OPTIONS'] = VULNERABLE;

async function start(t: ExecutionContext, processes: number) {
  const folder = await writeModel(t, tinyModel());
  const log = new FakeLog();
  const pool = await startPool(folder, { log, processes });
  t.teardown(() => pool.close());
  return { pool, folder, log };
}

function killAll(): void {
  for (const pid of classifiersOf(process.pid)) process.kill(pid, 'SIGKILL');
}

test.serial('an image at work when all processes are killed is not to blame', async (t) => {
  const { pool } = await start(t, 2);
  // Keeps both processes at work.
  const images = [HANGS, HANGS].map((image) => classify(pool, Buffer.from(image)));
  const settled: unknown[] = [];
  for (const image of images) image.catch((error: unknown) => settled.push(error));
  for (let round = 1; round <= 3; round++) {
    await eventually(() => pool.status.processesReady === 2);
    // Until both have started: an image that was not started is never to blame.
    await new Promise((resolve) => setTimeout(resolve, 300));
    killAll();
    await eventually(() => pool.status.restarts === 2 * round);
    t.deepEqual(settled, []);
  }
  await pool.close();
  await Promise.allSettled(images);
  for (const error of settled) t.like(error, { code: 'not_ready' });
});

test.serial(
  'images that kill several processes at a time are given up after a few attempts',
  async (t) => {
    const { pool } = await start(t, 2);
    const killers = await Promise.allSettled(
      [KILLS, KILLS].map((image) => classify(pool, Buffer.from(image))),
    );
    for (const killer of killers) {
      t.is(killer.status, 'rejected');
      const { code } = (killer as PromiseRejectedResult).reason as { code: string };
      t.true(code === 'not_an_image' || code === 'not_ready', code);
    }
    await eventually(() => pool.status.processesReady === 2);
  },
);

test.serial('the status has the number of processes, ready processes and restarts', async (t) => {
  const { pool } = await start(t, 2);
  const { pids, ...status } = pool.status;
  t.deepEqual([...pids].sort(), classifiersOf(process.pid).sort());
  const idle = { queued: 0, queueMax: 1000, processes: 2, processesReady: 2, restarts: 0 };
  t.deepEqual(status, idle);
  const answers = Array.from({ length: 10 }, () => classify(pool, Buffer.from('text')));
  t.is(pool.status.queued, 6);
  await Promise.allSettled(answers);
  t.is(pool.status.queued, 0);
  process.kill(classifiersOf(process.pid)[0] ?? 0, 'SIGKILL');
  await eventually(() => pool.status.restarts === 1 && pool.status.processesReady === 2);
});

test.serial('a failed start leaves no process; waiting images are rejected at close', async (t) => {
  const { pool, folder, log } = await start(t, 1);
  await rename(join(folder, 'card.json'), join(folder, 'away.json'));
  const [only = 0] = classifiersOf(process.pid);
  process.kill(only, 'SIGKILL');
  await eventually(() => !isAlive(only) && pool.status.processesReady === 0);
  const waiting = classify(pool, Buffer.from('text'));
  await eventually(() => log.lines.filter(({ level }) => level === 'error').length >= 2);
  await eventually(() => classifiersOf(process.pid).length === 0);
  t.true(pool.ready);
  t.is(pool.status.queued, 1);
  const rejected = t.throwsAsync(waiting, { code: 'not_ready' });
  await pool.close();
  await rejected;
});
