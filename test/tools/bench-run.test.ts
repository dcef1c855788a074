import test from 'ava';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { classifyRequest, getRequest } from '../../tools/bench/load/http-connection.js';
import { runLoad, times } from '../../tools/bench/load/run-load.js';
import { readOptions } from '../../tools/bench/options.js';
import { makeOrdinaryImages } from '../../tools/bench/images/make-images.js';
import { Child } from '../../tools/bench/processes/child.js';
import { cpuOfTree } from '../../tools/bench/processes/cpu-of-tree.js';
import { descendants, listProcesses } from '../../tools/bench/processes/list-processes.js';
import { memoryOfTree } from '../../tools/bench/processes/memory-of-tree.js';
import { alternate, type Bench } from '../../tools/bench/scenarios/bench.js';
import { MODEL } from '../../tools/bench/paths.js';
import { hot } from '../../tools/bench/scenarios/hot.js';
import { models } from '../../tools/bench/scenarios/models.js';
import { startContestant } from '../../tools/bench/servers/contestants.js';
import { startImageServer } from '../../tools/bench/servers/start-image-server.js';

/** A benchmark in which everybody is the bare route. */
async function bareBench(folder: string) {
  await makeOrdinaryImages(join(folder, 'ordinary'), 2);
  const folders = { ordinary: join(folder, 'ordinary'), large: join(folder, 'ordinary') };
  const images = await startImageServer(folders);
  const bare = await startContestant('bare');
  const options = { ...readOptions({}), rounds: 2, seconds: 0.1 };
  const bench: Bench = {
    options,
    images,
    contestant: (name) => Promise.resolve({ ...bare, name }),
  };
  return { bench, images, bare };
}

test('a scenario runs on real processes, side by side, and says what it found', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  const { bench, images, bare } = await bareBench(folder);
  try {
    const { rows, cpu = [] } = await hot(bench);
    const [row] = rows;
    t.deepEqual(Object.keys(row?.values ?? {}), ['unlogged', 'cluster', 'tuned', 'bare']);
    t.true((row?.values.unlogged ?? 0) > 0);
    t.true((row?.ratio ?? 0) > 0);
    t.is(typeof row?.met, 'boolean');
    t.deepEqual(
      rows.map(({ ours }) => ours),
      ['unlogged', 'ours', 'guarded'],
    );
    if (cpuOfTree(process.pid) !== undefined) t.is(cpu.length, 8);

    const order: string[] = [];
    await alternate(bench, ['ours', 'tuned'], ({ name }) => Promise.resolve(order.push(name)));
    t.deepEqual(order, ['ours', 'tuned', 'tuned', 'ours']);
  } finally {
    await images.stop();
    await bare.stop();
    await rm(folder, { recursive: true });
  }
});

test('a model is measured as one graph, node by node, and in the service', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  const { bench, images, bare } = await bareBench(folder);
  try {
    const options = { ...bench.options, rounds: 1, inferenceRuns: 1, models: [MODEL] };
    const found = await models({ ...bench, options });
    t.deepEqual(
      found.models?.map(({ model }) => model),
      ['squeezenet1_1'],
    );
    for (const row of found.models ?? [])
      for (const value of Object.values(row)) if (typeof value === 'number') t.true(value > 0);
  } finally {
    await images.stop();
    await bare.stop();
    await rm(folder, { recursive: true });
  }
});

test('images are served at URLs that are all different, and a failed answer ends the load', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  const { images, bare } = await bareBench(folder);
  try {
    const urls = [images.hot, images.nextOrdinary(), images.nextOrdinary(), images.nextLarge()];
    t.is(new Set(urls).size, 4);
    for (const url of urls) {
      const response = await fetch(url);
      t.is(response.headers.get('content-type'), 'image/jpeg');
      t.true((await response.arrayBuffer()).byteLength > 1000);
    }
    const load = { port: bare.port, concurrency: 2, next: times(4, () => getRequest('/report')) };
    await t.throwsAsync(runLoad(load), { message: /answered 404/ });
  } finally {
    await images.stop();
    await bare.stop();
    await rm(folder, { recursive: true });
  }
});

test('images are of the usual size, all different, and the same every time', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  try {
    for (const name of ['a', 'b']) await makeOrdinaryImages(join(folder, name), 3);
    const read = (name: string) =>
      Promise.all([0, 1, 2].map((index) => readFile(join(folder, name, `000${index}.jpg`))));
    const [images, again] = [await read('a'), await read('b')];
    t.deepEqual(images, again);
    t.is(new Set(images.map((image) => image.toString('base64'))).size, 3);
    const { format, width, height } = await sharp(images[0]).metadata();
    t.deepEqual({ format, width, height }, { format: 'jpeg', width: 500, height: 375 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

// Serial, so that the children of other tests do not come and go meanwhile.
test.serial('the processes below one count, in memory and in processor time', async (t) => {
  const alone = memoryOfTree(process.pid);
  const bare = await startContestant('bare');
  const together = memoryOfTree(process.pid);
  const cpu = cpuOfTree(process.pid);
  await bare.stop();
  if (process.platform === 'linux') {
    t.true((together ?? 0) > (alone ?? Infinity) + 5);
    t.true((cpu?.children ?? 0) > 0);
  }
  t.is(memoryOfTree(bare.pid), undefined);
});

test('a child that ends instead of answering is an error', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  const file = join(folder, 'ends.mjs');
  await writeFile(file, 'process.exit(3)');
  await t.throwsAsync(Child.fork(pathToFileURL(file), []).ask(), { message: /ended with code 3/ });
  await rm(folder, { recursive: true });
});

test('a cluster serves one port from as many processes as there are cores', async (t) => {
  const module = new URL('../../tools/bench/servers/node-cluster.js', import.meta.url);
  const cluster = Child.fork(module, ['bare-route.js']);
  try {
    const { port } = await cluster.ask<{ port: number }>();
    if (process.platform === 'linux')
      t.is(descendants(listProcesses(), cluster.pid).length, availableParallelism());
    const request = () => classifyRequest('http://127.0.0.1/');
    await t.notThrowsAsync(runLoad({ port, concurrency: 4, next: times(20, request) }));
  } finally {
    await cluster.stop();
  }
});
