import 'reflect-metadata';
import test from 'ava';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { ask } from '../helpers/load.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { REDIS_UP, type Replica, startReplicas, untilAll } from '../helpers/replicas.js';

// Three real services on one Redis, whose clients ask all of them at once.

const PHOTO = readFileSync('models/golden/rocket.jpg');
const QUOTA = 30;
/** A day: no test outlasts the window. */
const WINDOW = 86_400;
/** Addresses of clients, as a proxy names them. */
const [FIRST, SECOND] = ['192.0.2.1', '192.0.2.2'];

/** Asks each replica so often at once. Returns how many requests each has let through. */
async function passed(
  replicas: readonly Replica[],
  image_url: string,
  client: string,
  requests: number,
): Promise<number[]> {
  return Promise.all(
    replicas.map(async (replica) => {
      const statuses = await Promise.all(
        Array.from({ length: requests }, () => ask(replica.url, image_url, client)),
      );
      const [ok, limited] = [200, 429].map((code) => statuses.filter((s) => s === code).length);
      if ((ok ?? 0) + (limited ?? 0) !== requests) throw new Error(statuses.join());
      return ok ?? 0;
    }),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('one quota for all replicas while Redis is there, one for each while it is away', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(300_000);
  const redis = await startRedis(t);
  const images = await startImageServer({ '/photo': PHOTO });
  t.teardown(images.close);
  const environment = {
    REDIS_URL: redis.url,
    RATE_LIMIT: `${QUOTA}/${WINDOW}`,
    TRUST_PROXY: '1',
  };
  const replicas = await startReplicas(t, [environment, environment, environment]);
  const photo = images.url('/photo');

  t.is(sum(await passed(replicas, photo, FIRST, QUOTA)), QUOTA);

  await redis.kill();
  await untilAll(replicas, REDIS_UP, 0);
  t.deepEqual(await passed(replicas, photo, FIRST, QUOTA + 5), [QUOTA, QUOTA, QUOTA]);

  await redis.start();
  await untilAll(replicas, REDIS_UP, 1);
  t.is(sum(await passed(replicas, photo, FIRST, 5)), 0, 'used up before the outage');
  t.is(sum(await passed(replicas, photo, SECOND, QUOTA)), QUOTA);
});
