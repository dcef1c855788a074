import test from 'ava';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { results } from '../cli/run-cli.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { shareRedis } from '../helpers/redis-server.js';
import { makeVariant, temporaryFolder } from '../helpers/squeezenet-variant.js';
import { add, bulk, environment, IMAGE, start, startWorker, until } from './run-bulk.js';
import { startImageServer } from '../helpers/image-server.js';

const redis = shareRedis();

/** The same model with another identity. */
function fewerGolden(card: ModelCard): ModelCard {
  const { golden } = card;
  return { ...card, golden: golden && { ...golden, predictions: golden.predictions.slice(0, 1) } };
}

test('a worker with another model of the same name leaves the jobs to others, and says so', async (t) => {
  const server = redis(t);
  if (server === undefined) return;
  t.timeout(110_000);
  const folder = join(await temporaryFolder(t), 'squeezenet1_1');
  symlinkSync(await makeVariant(t, fewerGolden), folder);
  const images = await startImageServer({ '/a': IMAGE });
  t.teardown(images.close);
  const env = environment(server);
  const url = images.url('/a');
  t.is((await add(env, 'variant', [url], '--model', folder)).code, 0);
  const refused = await add(env, 'variant', [url]);
  t.is(refused.code, 2);
  t.regex(
    refused.stderr,
    /the list variant is for the model squeezenet1_1 with the identity [0-9a-f]{32}, not for/,
  );
  const wrong = await startWorker(t, env);
  await until(() => wrong.output().includes('"bulk-other-model"'), wrong.ended);
  t.is(images.requests(), 0);
  wrong.child.kill('SIGTERM');
  await wrong.ended;
  start(t, env, 'work', '--model', folder);
  const { stdout } = await bulk(env, ['collect', 'variant']);
  t.is(results(stdout)[0]?.classification, 'pole');
  t.is(images.requests(), 1);
});
