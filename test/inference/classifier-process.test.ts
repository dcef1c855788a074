import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { ClassifierProcess } from '../../src/inference/classifier-process.js';
import { KILLS, THROWS, VULNERABLE } from './hostile-images.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

process.env['NODE_OPTIONS'] = VULNERABLE;

const MAX_PIXELS = 1_000_000;

const MODELS = ['tiny'];

async function startProcess(folder: string) {
  const models = MODELS.map((name) => ({ name, folder }));
  const child = new ClassifierProcess({ models, threads: 1 });
  await child.ready;
  return child;
}

test('when a process ends, all its requests are rejected with the reason in one line', async (t) => {
  const folder = await writeModel(t, tinyModel());
  for (const [image, message] of [
    [KILLS, 'a classifier process ended (SIGKILL)'],
    [THROWS, 'a classifier process ended (exit code 1) TypeError: a bug'],
  ] as const) {
    const child = await startProcess(folder);
    const atWork = child.classify(Buffer.from(image), MODELS, MAX_PIXELS);
    const behind = child.classify(Buffer.from('text'), MODELS, MAX_PIXELS);
    t.is(child.load, 2);
    for (const [place, answer] of (await Promise.allSettled([atWork, behind])).entries())
      t.like(answer, { reason: { name: 'ChildCrash', message, duringWork: place === 0 } });
    await child.exited;
    t.is(child.load, Infinity);
  }
});

test('answers come in the order of the images', async (t) => {
  const child = await startProcess(await writeModel(t, tinyModel()));
  const answers = ['text', 'GIF89a', ''].map((text) =>
    child.classify(Buffer.from(text), MODELS, MAX_PIXELS),
  );
  for (const answer of answers) await t.throwsAsync(answer, { code: 'not_an_image' });
  t.is(child.load, 0);
  child.kill();
  await child.exited;
});

test('without a free descriptor the process counts as ended, without an uncaught error', async (t) => {
  const program = fileURLToPath(new URL('no-descriptors.js', import.meta.url));
  const command = `ulimit -n 1024 && exec "$0" "$1" "$2"`;
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    command,
    process.execPath,
    program,
    await writeModel(t, tinyModel()),
  ]);
  t.deepEqual(JSON.parse(stdout), { name: 'ChildCrash', load: 'Infinity' });
});
