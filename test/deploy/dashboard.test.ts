import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRedis } from '../../tools/redis/programs.js';
import { startImageServer } from '../helpers/image-server.js';
import { startRedis } from '../helpers/redis-server.js';
import { classify } from '../helpers/service.js';
import { startService } from '../helpers/start-service.js';
import { classifiersOf } from '../inference/child-processes.js';
import { isInstalled, startPrometheus, type Prometheus } from './prometheus.js';

// A real Prometheus scrapes the real service while it is under load and faults happen to it.

interface Dashboard {
  readonly panels: { title: string; targets: { expr: string }[] }[];
}

const PHOTO = readFileSync('models/golden/rocket.jpg');
/** What the faults under load cause: processes killed, image servers broken and down, the queue full. */
const ALERTS = ['ClassifierProcessesDying', 'ClassifierUpstreamFailing', 'ClassifierOverloaded'];
/** Images that wait at most, and images of a burst. */
const QUEUE = 10;
const BURST = 20;
const PRIVATE = 'http://10.0.0.1/';
/** Nothing listens there. */
const DOWN = 'http://127.0.0.1:1/';

test('every query of the dashboard has data, and alerts fire on real faults', async (t) => {
  if (!isInstalled()) {
    t.log('not run: Prometheus is not installed (Debian: apt-get install prometheus)');
    t.pass();
    return;
  }
  const redis = findRedis() && (await startRedis(t));
  const { url, child, images } = await start(t, redis ? { REDIS_URL: redis.url } : {});
  const prometheus = await startPrometheus(t, url.slice('http://'.length));
  const done = new AbortController();
  const load = keepBusy(url, images.origin, child.pid ?? 0, done.signal);
  try {
    await dashboardHasData(t, prometheus, redis !== undefined);
    for (const alert of ALERTS) await untilFiring(prometheus, alert);
    await redis?.kill();
    if (redis) await untilFiring(prometheus, 'ClassifierRedisAway');
  } finally {
    done.abort();
    await load;
  }
  child.kill('SIGKILL');
  await untilFiring(prometheus, 'ClassifierDown');
  t.pass();
});

async function start(t: ExecutionContext, environment: Record<string, string>) {
  const images = await startImageServer({
    '/photo': PHOTO,
    '/broken': (_request, response) => response.writeHead(500).end(),
  });
  t.teardown(images.close);
  const service = await startService({
    CLASSIFIER_PROCESSES: '1',
    CLASSIFIER_QUEUE_MAX: String(QUEUE),
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    ...environment,
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  return { images, url: service.url, child: service.child };
}

/** Hits, misses, errors and a full queue; kills the classifier process about once a second. */
async function keepBusy(
  url: string,
  images: string,
  pid: number,
  done: AbortSignal,
): Promise<void> {
  for (let round = 0; !done.aborted; round++) {
    const photo = (query: string) => `${images}/photo?${query}`;
    const mixed = [photo(''), photo(String(round)), `${images}/missing`, PRIVATE];
    const failing = repeat(5, (index) => [`${images}/broken?${index}`, `${DOWN}${index}`]);
    const burst = repeat(BURST, (index) => [photo(`${round}-${index}`)]);
    for (const together of [mixed, failing, burst])
      await Promise.all(together.map((image_url) => classify({ url }, { image_url })));
    if (round % 5 === 0) for (const child of classifiersOf(pid)) process.kill(child, 'SIGKILL');
    await sleep(200);
  }
}

function repeat<T>(count: number, make: (index: number) => T[]): T[] {
  return Array.from({ length: count }, (_, index) => make(index)).flat();
}

/** @param redis whether there is one: the panels about it have no data otherwise */
async function dashboardHasData(
  t: ExecutionContext,
  prometheus: Prometheus,
  redis: boolean,
): Promise<void> {
  const dashboard = JSON.parse(readFileSync('deploy/grafana/dashboard.json', 'utf8')) as Dashboard;
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  t.true(queries.length > 20);
  if (!redis) t.log('not checked: the panels about Redis, as there is none');
  for (const expression of queries.filter((query) => redis || !query.includes('_redis_')))
    await untilData(
      prometheus,
      expression.replaceAll('$__rate_interval', '15s').replaceAll('$instance', '.*'),
    );
}

async function untilFiring(prometheus: Prometheus, alert: string): Promise<void> {
  await untilData(prometheus, `ALERTS{alertname="${alert}", alertstate="firing"}`);
}

/** Asks until there is data; the test's own time limit ends it. */
async function untilData(prometheus: Prometheus, expression: string): Promise<void> {
  const end = Date.now() + 60_000;
  while ((await prometheus.query(expression)).length === 0) {
    if (Date.now() > end) throw new Error(`no data: ${expression}`);
    await sleep(200);
  }
}
