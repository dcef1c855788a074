import test from 'ava';
import type { Claims } from '../../src/classification/claims.js';
import { RedisClaims } from '../../src/classification/redis-claims.js';
import { ReplicaFlight } from '../../src/classification/replica-flight.js';
import { openLink } from '../helpers/redis-link.js';
import { shareRedis, startRedis, withoutRedis } from '../helpers/redis-server.js';
import { SingleFlight } from '../../src/classification/single-flight.js';
import type { RedisLink } from '../../src/redis/redis-link.js';
import { until } from '../helpers/service.js';
import { type Caller, testFlight } from './flight-behaviour.js';

/** Milliseconds that no test outlasts. */
const LONG = 600_000;
const never = new AbortController().signal;
const shared = shareRedis();

/** A replica as ClassifyImage puts it together, whose results are in Redis. */
function replicaOf(link: RedisLink): Caller {
  const flights = new SingleFlight<string>();
  const replicas = new ReplicaFlight(new RedisClaims(link), LONG);
  return async (key, giveUp, work) => {
    const name = `${link.prefix}result:${key}`;
    const { value } = await flights.join(key, giveUp, (abandoned) =>
      replicas.join({
        key,
        look: async () => (await link.run((client) => client.get(name))) ?? undefined,
        work: async () => {
          const result = await work(abandoned);
          await link.run((client) => client.set(name, result));
          return result;
        },
        abandoned,
      }),
    );
    return value;
  };
}

testFlight(async (t) => {
  const redis = shared(t);
  if (redis === undefined) return undefined;
  const first = await openLink(t, redis);
  const second = await openLink(t, redis, first.prefix);
  return [replicaOf(first), replicaOf(second)] as const;
});

/** One place for results, and claims in memory. */
function setUp() {
  const claimed = new Set<string>();
  const claims: Claims = {
    claim: (key) => {
      if (claimed.has(key)) return Promise.resolve(undefined);
      claimed.add(key);
      return Promise.resolve(() => claimed.delete(key));
    },
  };
  return { claims, claimed, results: new Map<string, string>() };
}

test('one works, the others wait for the result', async (t) => {
  const { claims, claimed, results } = setUp();
  let works = 0;
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const join = () =>
    new ReplicaFlight(claims, LONG).join({
      key: 'a',
      look: () => Promise.resolve(results.get('a')),
      work: async () => {
        works++;
        await opened;
        results.set('a', 'result');
        return 'result';
      },
      abandoned: never,
    });
  const joined = [join(), join(), join()];
  await until(() => works === 1);
  open();
  t.deepEqual(await Promise.all(joined), ['result', 'result', 'result']);
  t.is(works, 1);
  t.is(claimed.size, 0);
});

test('a failure is not shared: the next one works', async (t) => {
  const { claims, results } = setUp();
  let fail!: (error: Error) => void;
  const failing = new Promise<string>((_resolve, reject) => (fail = reject));
  const look = () => Promise.resolve(results.get('a'));
  const first = new ReplicaFlight(claims, LONG).join({
    ...{ key: 'a', look, abandoned: never },
    work: () => failing,
  });
  const second = new ReplicaFlight(claims, LONG).join({
    ...{ key: 'a', look, abandoned: never },
    work: () => Promise.resolve('of the second'),
  });
  fail(new Error('broken'));
  await t.throwsAsync(first, { message: 'broken' });
  t.is(await second, 'of the second');
});

test('whoever has waited as long as work takes works, too', async (t) => {
  const claims: Claims = { claim: () => Promise.resolve(undefined) };
  const value = await new ReplicaFlight(claims, 20).join({
    ...{ key: 'a', look: () => Promise.resolve(undefined), abandoned: never },
    work: () => Promise.resolve('of its own'),
  });
  t.is(value, 'of its own');
});

test('waiting ends when nobody wants the result any more', async (t) => {
  const claims: Claims = { claim: () => Promise.resolve(undefined) };
  const abandon = new AbortController();
  const joined = new ReplicaFlight(claims, LONG).join({
    ...{ key: 'a', look: () => Promise.resolve(undefined), abandoned: abandon.signal },
    work: () => Promise.resolve('unwanted'),
  });
  abandon.abort();
  await t.throwsAsync(joined, { name: 'AbortError' });
});

test('a claim in Redis is one replica’s until it releases it', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const first = new RedisClaims(await openLink(t, server, 'test:'));
  const second = new RedisClaims(await openLink(t, server, 'test:'));
  const release = await first.claim('a');
  t.is(typeof release, 'function');
  t.is(await second.claim('a'), undefined);
  t.not(await second.claim('b'), undefined);
  release?.();
  while ((await second.claim('a')) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
  // The first one releases late what is the second one's by now.
  release?.();
  await first.claim('c');
  t.is(await first.claim('a'), undefined);
  const left = server.cli('keys', 'test:claim:*').split('\n');
  for (const key of left) t.true(Number(server.cli('pttl', key)) > 0, 'it ends by itself');
});

test('without Redis everybody may work', async (t) => {
  if (withoutRedis(t)) return;
  const server = await startRedis(t);
  const link = await openLink(t, server, 'test:');
  await server.kill();
  await until(() => !link.up);
  const claims = new RedisClaims(link);
  for (const key of ['a', 'a']) t.is(typeof (await claims.claim(key)), 'function');
});
