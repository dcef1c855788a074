import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import sharp from 'sharp';
import { argmax } from '../../src/inference/top-k.js';
import type { Classification } from '../../src/inference/classifier.js';
import { ClassifierPool, type PoolOptions } from '../../src/inference/classifier-pool.js';
import { classify, startPool } from '../helpers/model-pool.js';
import { FakeLog } from '../helpers/service.js';
import { classifiersOf } from './child-processes.js';
import { COLOURS, tinyModel, writeModel } from '../helpers/tiny-model.js';

// Serial: each test lists all classifier processes.

const images = await Promise.all(
  ['#f00', '#0f0', '#00f'].map((background) =>
    sharp({ create: { width: 640, height: 480, channels: 3, background } })
      .png()
      .toBuffer(),
  ),
);

function image(index: number): Buffer {
  return images[index % images.length] ?? Buffer.alloc(0);
}

function colourOf({ probabilities }: Classification): string {
  return COLOURS[argmax(probabilities)] ?? '';
}

async function start(
  t: ExecutionContext,
  options: Partial<PoolOptions> = {},
): Promise<ClassifierPool> {
  const pool = await startPool(await writeModel(t, tinyModel()), options);
  t.teardown(() => pool.close());
  return pool;
}

test.serial(
  'each image gets its own answer, from the configured number of processes',
  async (t) => {
    const pool = await start(t, { processes: 2 });
    t.true(pool.ready);
    t.is(classifiersOf(process.pid).length, 2);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => classify(pool, image(index))),
    );
    for (const [index, answer] of answers.entries()) {
      t.is(colourOf(answer), COLOURS[index % 3] ?? '');
      const { queue, decode, inference } = answer.timings;
      t.true(queue >= 0 && decode > 0 && inference > 0);
    }
    t.is(classifiersOf(process.pid).length, 2);
  },
);

test.serial('a refused image does not affect the others', async (t) => {
  const pool = await start(t, { maxPixels: 640 * 480 });
  const large = await sharp(image(0)).resize(641, 480).png().toBuffer();
  const [first, text, second, tooLarge, third] = await Promise.allSettled(
    [image(0), Buffer.from('text'), image(1), large, image(2)].map((image) =>
      classify(pool, image),
    ),
  );
  for (const [index, answer] of [first, second, third].entries())
    t.is(answer?.status === 'fulfilled' && colourOf(answer.value), COLOURS[index] ?? '');
  t.like(text, {
    reason: {
      name: 'ServiceError',
      code: 'not_an_image',
      message: 'the image cannot be decoded: it is no JPEG, PNG, GIF, BMP, WebP, AVIF or TIFF',
    },
  });
  t.like(tooLarge, { reason: { code: 'image_too_many_pixels', status: 422 } });
});

test.serial(
  'images beyond the queue’s bound are refused, and those in it are answered',
  async (t) => {
    const pool = await start(t, { queueMax: 3 });
    const answers = Array.from({ length: 10 }, (_, index) => classify(pool, image(index)));
    const settled = await Promise.allSettled(answers);
    const accepted = settled.filter(({ status }) => status === 'fulfilled').length;
    // Three in the queue, plus those that the process holds.
    t.true(accepted >= 4 && accepted <= 6, String(accepted));
    for (const [index, answer] of settled.entries())
      if (answer.status === 'fulfilled') t.is(colourOf(answer.value), COLOURS[index % 3] ?? '');
      else {
        t.true(index >= accepted);
        t.like(answer.reason, { code: 'overloaded', status: 503, retryAfter: 1 });
      }
    t.is(colourOf(await classify(pool, image(1))), 'green');
  },
);

test.serial('a client that gives up frees a place in the queue', async (t) => {
  const pool = await start(t, { queueMax: 1 });
  // The process takes some, one more waits, and the rest are refused.
  const asked = Array.from({ length: 6 }, () => {
    const controller = new AbortController();
    return { controller, answer: classify(pool, image(0), controller.signal) };
  });
  const overloaded: unknown[] = [];
  for (const { answer } of asked) answer.catch((error: unknown) => overloaded.push(error));
  await new Promise((resolve) => setImmediate(resolve));
  const accepted = asked.slice(0, asked.length - overloaded.length);
  const waiting = accepted.pop();
  t.true(waiting !== undefined && accepted.length >= 1 && overloaded.length >= 1);
  await t.throwsAsync(classify(pool, image(1)), { code: 'overloaded' });

  const reason = new Error('the client is gone');
  waiting?.controller.abort(reason);
  const next = classify(pool, image(2));
  await t.throwsAsync(waiting?.answer ?? Promise.resolve(), { is: reason });
  t.is(colourOf(await next), 'blue');
  for (const { answer } of accepted) t.is(colourOf(await answer), 'red');
});

test.serial(
  'an aborted request is not classified, and an abort during classification does no harm',
  async (t) => {
    const pool = await start(t);
    const reason = new Error('gone');
    await t.throwsAsync(classify(pool, image(0), AbortSignal.abort(reason)), { is: reason });
    const controller = new AbortController();
    const answer = classify(pool, image(1), controller.signal);
    controller.abort(reason);
    t.is(colourOf(await answer), 'green');
    t.is(colourOf(await classify(pool, image(2))), 'blue');
  },
);

test.serial('a pool spawns its processes at once, and says when all have started', async (t) => {
  const folder = await writeModel(t, tinyModel());
  const settings = { processes: 2, threads: 1, queueMax: 1, maxPixels: 1, log: new FakeLog() };
  const pool = new ClassifierPool({ ...settings, models: [{ name: 'colours', folder }] });
  t.teardown(() => pool.close());
  t.is(classifiersOf(process.pid).length, 2);
  t.is(pool.status.processesReady, 0);
  await pool.started;
  t.is(pool.status.processesReady, 2);
});

test.serial('close ends every process and rejects waiting images', async (t) => {
  const pool = await start(t, { processes: 2 });
  t.is(classifiersOf(process.pid).length, 2);
  const answers = Array.from({ length: 30 }, (_, index) => classify(pool, image(index)));
  const settled = Promise.allSettled(answers);
  await pool.close();
  t.deepEqual(classifiersOf(process.pid), []);
  t.false(pool.ready);
  for (const answer of await settled)
    t.like(answer, { status: 'rejected', reason: { code: 'not_ready', status: 503 } });
  await t.throwsAsync(classify(pool, image(0)), { code: 'not_ready', message: /./ });
});

test.serial('a broken model fails the start with one line and leaves no process', async (t) => {
  const labels = ['red', 'green'];
  await t.throwsAsync(
    startPool(await writeModel(t, { ...tinyModel(), labels }), { processes: 2 }),
    {
      name: 'ModelError',
      message: 'the graph gives 4 classes, but there are 2 labels',
    },
  );
  t.deepEqual(classifiersOf(process.pid), []);
  const folder = await writeModel(t, tinyModel());
  await rm(join(folder, '1.bin'));
  await t.throwsAsync(startPool(folder), {
    name: 'ModelError',
    message: `${join(folder, '1.bin')} cannot be read`,
  });
  t.deepEqual(classifiersOf(process.pid), []);
});
