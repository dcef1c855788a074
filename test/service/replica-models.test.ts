import 'reflect-metadata';
import test from 'ava';
import type { RequestListener } from 'node:http';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { countsOf, type Replica, startReplicas } from '../helpers/replicas.js';
import { classify, until } from '../helpers/service.js';

// Real services with different models on one Redis, as while replicas are updated.

const PHOTO = readFileSync('models/golden/rocket.jpg');

/** Serves an image only when it is told to. */
function heldRoute() {
  const waiting: (() => void)[] = [];
  const route: RequestListener = (_request, response) => {
    waiting.push(() => response.end(PHOTO));
  };
  return { route, waiting };
}

async function answerOf(replica: Replica, image_url: string) {
  const response = await classify(replica, { image_url });
  const { classification } = (await response.json()) as { classification: string };
  return { classification, cache: response.headers.get('cache-status') };
}

test('models that share a Redis never see results, claims, report and limit of each other', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(300_000);
  const redis = await startRedis(t);
  const held = heldRoute();
  const images = await startImageServer({ '/held': held.route, '/photo': PHOTO });
  t.teardown(images.close);
  const common = { REDIS_URL: redis.url, RATE_LIMIT: '4/86400' };
  const [first, twin, other] = (await startReplicas(t, [
    { ...common, MODEL: 'squeezenet1_1' },
    { ...common, MODEL: 'squeezenet1_1' },
    { ...common, MODEL: 'efficientnet_lite0' },
  ])) as [Replica, Replica, Replica];
  const [photo, slow] = [images.url('/photo'), images.url('/held')];
  const MISS = 'classifier; fwd=uri-miss; stored';

  const known = await answerOf(first, photo);
  t.is(known.cache, MISS);
  t.deepEqual(await answerOf(twin, photo), { ...known, cache: 'classifier; hit' });
  const alien = await answerOf(other, photo);
  t.is(alien.cache, MISS);

  // Both work at once: each has its own claim.
  const working = [answerOf(first, slow), answerOf(other, slow)];
  await until(() => held.waiting.length === 2);
  const keys = redis.cli('keys', '*').split('\n');
  t.is(keys.filter((key) => key.includes(':claim:')).length, 2);
  for (const send of held.waiting) send();
  t.deepEqual(
    (await Promise.all(working)).map(({ cache }) => cache),
    [MISS, MISS],
  );

  // Of all kinds of keys, and nothing else.
  const named = keys.map((key) => /^image-classifier:1:([0-9a-f]{32}):(.*)$/.exec(key));
  const prefixes = new Set(named.map((match) => match?.[1]));
  t.is(prefixes.size, 2);
  t.false(prefixes.has(undefined), keys.join('\n'));
  for (const prefix of prefixes) {
    const kinds = named
      .filter((match) => match?.[1] === prefix)
      .map((match) => /^[{a-z}]+/.exec(match?.[2] ?? '')?.[0]);
    t.deepEqual(
      [...new Set(kinds)].filter((kind) => kind !== 'probe').sort(),
      ['claim', 'rate', '{cache}', '{report}'],
      prefix,
    );
  }

  // What the first two have used up together the other one still has.
  t.deepEqual(await countsOf(twin), { [photo]: 2, [slow]: 1 });
  t.is((await classify(first, { image_url: photo })).status, 429);
  t.deepEqual(await countsOf(other), { [photo]: 1, [slow]: 1 });
  t.is((await classify(other, { image_url: photo })).status, 200);
});
