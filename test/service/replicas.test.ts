import 'reflect-metadata';
import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { type RedisServer, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { Load } from '../helpers/load.js';
import {
  countsOf,
  metricOf,
  REDIS_UP,
  type Replica,
  startReplicas,
  untilAll,
} from '../helpers/replicas.js';

// Three real services on one Redis, under load, while Redis is stopped, killed, started again and cut off.

const PHOTO = readFileSync('models/golden/rocket.jpg');
const REPLICAS = 3;
const CLIENTS = 6;
/** URLs that the load asks for. */
const URLS = 40;
/** Commands that one request may have under way at once; one more of the replica sends counts. */
const COMMANDS_AT_ONCE = 3;

/** While Redis is away, requests are answered and no command is sent. */
async function goesOnWithout(
  t: ExecutionContext,
  replicas: readonly Replica[],
  load: Load,
): Promise<void> {
  await untilAll(replicas, REDIS_UP, 0);
  const sent = await Promise.all(
    replicas.map((replica) => metricOf(replica, 'classifier_redis_commands_total')),
  );
  await load.more(100);
  for (const [index, replica] of replicas.entries())
    t.is(await metricOf(replica, 'classifier_redis_commands_total'), sent[index] ?? NaN);
}

async function breakAndMend(
  t: ExecutionContext,
  redis: RedisServer,
  replicas: readonly Replica[],
  load: Load,
): Promise<void> {
  await load.more(100);
  redis.signal('SIGSTOP');
  await goesOnWithout(t, replicas, load);
  redis.signal('SIGCONT');
  await untilAll(replicas, REDIS_UP, 1);
  await load.more(100);
  await redis.kill();
  await goesOnWithout(t, replicas, load);
  await redis.start();
  await untilAll(replicas, REDIS_UP, 1);
  for (let time = 0; time < 5; time++) {
    await load.more(20);
    redis.cli('client', 'kill', 'type', 'normal');
    await untilAll(replicas, REDIS_UP, 1);
  }
  await load.more(100);
}

test('no request fails for Redis, and the report is exact once it is back', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(600_000);
  const redis = await startRedis(t);
  const images = await startImageServer({ '/photo': PHOTO });
  t.teardown(images.close);
  const environment = {
    REDIS_URL: redis.url,
    REPORT_TOP_N: String(URLS),
    // Less than the URLs, so that there is work all the time.
    CACHE_MAXSIZE: '20',
  };
  const replicas = await startReplicas(t, Array<typeof environment>(REPLICAS).fill(environment));
  const load = new Load(replicas, { clients: CLIENTS, urls: URLS, image: images.url('/photo') });
  try {
    await breakAndMend(t, redis, replicas, load);
  } finally {
    await load.stop();
  }
  t.deepEqual(load.others, [], 'every answer is 200');
  t.deepEqual(load.broken, {}, 'every request is answered');
  await untilAll(replicas, 'classifier_redis_uncounted_requests', 0);
  for (const replica of replicas) {
    t.deepEqual(await countsOf(replica), load.counts);
    // Each outage fails what was under way when it began, and nothing after that.
    const outages = replica.output().stdout.split('"redis-away"').length - 1;
    t.true(outages >= 2);
    const failed = await metricOf(replica, 'classifier_redis_commands_failed_total');
    t.true(
      failed <= outages * (CLIENTS * COMMANDS_AT_ONCE + 1),
      `${failed} commands failed in ${outages} outages`,
    );
  }
  t.log(`${load.answered} answers`);
});
