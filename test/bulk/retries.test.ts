import test from 'ava';
import { results } from '../cli/run-cli.js';
import { type Route, startImageServer } from '../helpers/image-server.js';
import { shareRedis } from '../helpers/redis-server.js';
import { add, bulk, environment, IMAGE, startWorker } from './run-bulk.js';

const redis = shareRedis();

/** Answers with a status the first time, then with an image. */
function atFirst(status: number): Route {
  let asked = 0;
  return (_request, response) => {
    response.writeHead(asked++ === 0 ? status : 200).end(IMAGE);
  };
}

test('URLs whose servers fail are tried again, the others of their job are not', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  const images = await startImageServer({
    '/good': IMAGE,
    '/late': atFirst(503),
    '/busy': atFirst(429),
    '/never': (_request, response) => {
      response.writeHead(500).end();
    },
  });
  t.teardown(images.close);
  const paths = ['/good', '/late', '/gone', '/busy', '/never'];
  const urls = paths.map((path) => images.url(path));
  const env = environment(server);
  await Promise.all([add(env, 'again', urls, '--tries', '2'), startWorker(t, env)]);
  const { code, stdout, stderr } = await bulk(env, ['collect', 'again']);
  t.is(code, 0);
  t.regex(stderr, /all 5 URLs are done, 2 errors/);
  t.deepEqual(
    results(stdout).map(({ classification, error }) => classification ?? error?.code),
    ['pole', 'pole', 'image_unavailable', 'pole', 'upstream_error'],
  );
  t.deepEqual(
    paths.map((path) => images.requests(path)),
    [1, 2, 1, 2, 2],
  );
});
