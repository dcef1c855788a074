import test from 'ava';
import { readFileSync } from 'node:fs';
import { classify, golden, GOLDEN_IMAGES, lines, results } from '../cli/run-cli.js';
import { startImageServer } from '../helpers/image-server.js';
import { shareRedis } from '../helpers/redis-server.js';
import { add, bulk, environment, start, startWorker, until } from './run-bulk.js';

const redis = shareRedis();

test('a list’s results are the lines of classify, in the order of the URLs, errors too', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const images = await startImageServer(
    Object.fromEntries(GOLDEN_IMAGES.map((name) => [`/${name}`, readFileSync(golden(name))])),
  );
  t.teardown(images.close);
  const urls = [
    ...GOLDEN_IMAGES.map((name) => images.url(`/${name}`)),
    images.url('/missing'),
    'ftp://127.0.0.1/a.jpg',
    'http://user:word@127.0.0.1/a.jpg',
    'http://169.254.169.254/latest',
    images.url(`/${GOLDEN_IMAGES[0]}`),
  ];
  const env = environment(server);
  const options = ['--top-k', '3', '--min-confidence', '0.5'];
  const [added, , expected] = await Promise.all([
    add(env, 'golden', urls, '--urls-per-job', '3', ...options),
    startWorker(t, env),
    classify(['--json', ...options, ...urls], { env }),
  ]);
  t.deepEqual(added, {
    code: 0,
    stdout: '',
    stderr: `added ${urls.length} URLs as golden, for the model squeezenet1_1\n`,
  });
  const { code, stdout, stderr } = await bulk(env, ['collect', 'golden']);
  t.is(code, 0);
  t.deepEqual(lines(stdout), lines(expected.stdout));
  t.is(
    stderr,
    `collected ${urls.length} results of golden: all ${urls.length} URLs are done, 4 errors\n`,
  );
  t.regex(results(stdout).at(-5)?.error?.code ?? '', /^image_unavailable$/);
});

test('what is no URL is invalid_url: no worker reads a file of its own for a list', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const long = `http://127.0.0.1/${'a'.repeat(10_000)}`;
  const texts = ['/etc/passwd', 'models/golden/rocket.jpg', 'file:///etc/passwd', '-', long];
  await Promise.all([add(env, 'none', texts), startWorker(t, env)]);
  const found = results((await bulk(env, ['collect', 'none'])).stdout);
  t.deepEqual(
    found.map(({ error }) => error?.code),
    texts.map(() => 'invalid_url'),
  );
  t.deepEqual(
    found.map(({ image }) => image),
    texts.map((text) => text.slice(0, 8193)),
  );
});

test('results are collected while the list is still added', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const env = environment(server);
  const adding = start(t, env, 'add', 'live', '--from', '-', '--urls-per-job', '2');
  adding.child.stdin.write('a\nb\nc\n');
  await startWorker(t, env);
  await until(async () => (await bulk(env, ['status', 'live'])).code === 0, adding.ended);
  const collecting = start(t, env, 'collect', 'live');
  await until(() => lines(collecting.output()).length === 2, collecting.ended);
  adding.child.stdin.end();
  t.is((await adding.ended).code, 0);
  const { code, stdout } = await collecting.ended;
  t.is(code, 0);
  t.deepEqual(
    results(stdout).map(({ image }) => image),
    ['a', 'b', 'c'],
  );
});
