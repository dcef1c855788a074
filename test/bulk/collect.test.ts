import test from 'ava';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lines, results } from '../cli/run-cli.js';
import { shareRedis } from '../helpers/redis-server.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { add, bulk, environment, start, startWorker, status, until } from './run-bulk.js';

const redis = shareRedis();

/** No URLs, so that nothing is fetched. */
function texts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `no URL ${index}`);
}

function images(text: string): string[] {
  return results(text).map(({ image }) => image);
}

test('collecting into a file goes on where it was, and a chunk that was cut off is written anew', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const file = join(await temporaryFolder(t), 'results.jsonl');
  const all = texts(60);
  const adding = start(t, env, 'add', 'file', '--from', '-', '--urls-per-job', '10');
  adding.child.stdin.write(
    all
      .slice(0, 35)
      .map((line) => `${line}\n`)
      .join(''),
  );
  await startWorker(t, env);
  await until(async () => (await status(env)).lists.some(({ done }) => done === 30));
  const first = start(t, env, 'collect', 'file', '-o', file);
  await until(async () => (await status(env)).lists.some(({ collected }) => collected === 30));
  first.child.kill('SIGTERM');
  const { code, stderr } = await first.ended;
  t.is(code, 143);
  t.is(stderr, 'stopped: collected 30 results of file, 30 so far\n');
  t.deepEqual(images(readFileSync(file, 'utf8')), all.slice(0, 30));
  adding.child.stdin.end(
    all
      .slice(35)
      .map((line) => `${line}\n`)
      .join(''),
  );
  await adding.ended;
  await until(async () => (await status(env)).lists.some(({ done }) => done === 60));

  // As if the command had been killed while it wrote the next chunk.
  const whole = readFileSync(file, 'utf8');
  const next = whole.replaceAll(/no URL (\d+)/g, (_, n) => `no URL ${Number(n) + 30}`);
  const torn = lines(next).slice(0, 9).join('\n');
  for (const other of [
    `${whole}{"image":"other"`,
    whole.slice(0, -5),
    whole.replace('no URL 29', 'NO URL 29'),
  ]) {
    writeFileSync(file, other);
    const refused = await bulk(env, ['collect', 'file', '-o', file]);
    t.is(refused.code, 2, other);
    t.regex(refused.stderr, /is left alone: it (holds more than|does not hold) what was collected/);
    t.is(readFileSync(file, 'utf8'), other);
  }
  writeFileSync(file, whole);
  appendFileSync(file, torn);
  const second = await bulk(env, ['collect', 'file', '--out', file]);
  t.is(second.code, 0);
  t.regex(second.stderr, /collected 30 results of file: all 60 URLs are done, 60 errors\n$/);
  t.deepEqual(images(readFileSync(file, 'utf8')), all);
  const third = await bulk(env, ['collect', 'file', '--out', file]);
  t.is(third.code, 0);
  t.regex(third.stderr, /collected 0 results of file: all 60 URLs are done/);
  t.deepEqual(images(readFileSync(file, 'utf8')), all);
});

test('a file of something else is left as it is', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const file = join(await temporaryFolder(t), 'other.jsonl');
  writeFileSync(file, '{"image":"no URL 0","classification":"dog"}\n');
  await Promise.all([add(env, 'other', texts(3)), startWorker(t, env)]);
  await until(async () =>
    (await status(env)).lists.some(({ name, done }) => name === 'other' && done === 3),
  );
  const { code, stderr } = await bulk(env, ['collect', 'other', '-o', file]);
  t.is(code, 2);
  t.regex(stderr, /is left alone/);
  t.is(lines(readFileSync(file, 'utf8')).length, 1);
  t.deepEqual(images((await bulk(env, ['collect', 'other'])).stdout), texts(3));
});

test('a reader that has enough ends collect, and what was not written stays in Redis', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const all = texts(20_000);
  await Promise.all([add(env, 'pipe', all, '--urls-per-job', '1000'), startWorker(t, env)]);
  const collecting = start(t, env, 'collect', 'pipe');
  await until(() => collecting.output() !== '', collecting.ended);
  collecting.child.stdout.destroy();
  t.is((await collecting.ended).code, 0);
  const { lists } = await status(env);
  const left = 20_000 - (lists.find(({ name }) => name === 'pipe')?.collected ?? 0);
  t.true(left > 0);
  const { code, stdout, stderr } = await bulk(env, ['collect', 'pipe']);
  t.is(code, 0);
  t.deepEqual(images(stdout), all.slice(20_000 - left));
  t.regex(stderr, /^the first \d+ results of pipe were collected before: the others follow\n/);
});

test('a second collect waits until the first one ends', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const adding = start(t, env, 'add', 'both', '--from', '-', '--urls-per-job', '2');
  adding.child.stdin.write('a\nb\nc\n');
  await startWorker(t, env);
  await until(async () => (await bulk(env, ['status', 'both'])).code === 0, adding.ended);
  const first = start(t, env, 'collect', 'both');
  await until(() => lines(first.output()).length === 2, first.ended);
  const second = start(t, env, 'collect', 'both');
  let told = '';
  second.child.stderr.on('data', (text) => (told += String(text)));
  await until(() => told.includes('waiting: another command collects both'), second.ended);
  first.child.kill('SIGINT');
  t.is((await first.ended).code, 130);
  adding.child.stdin.end();
  const { code, stdout } = await second.ended;
  t.is(code, 0);
  t.deepEqual(images(stdout), ['c']);
});
