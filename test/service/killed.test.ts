import 'reflect-metadata';
import test from 'ava';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, start, startWorker, until } from '../bulk/run-bulk.js';
import { results } from '../cli/run-cli.js';
import { documentedCommands } from '../helpers/documented.js';
import { startImageServer } from '../helpers/image-server.js';
import { ask, Load } from '../helpers/load.js';
import { startRedis, withoutRedis } from '../helpers/redis-server.js';
import { countsOf, type Replica, startReplicas, untilAll } from '../helpers/replicas.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';

// Two replicas and two bulk workers on one Redis, with the commands of the documents. One of each is killed under
// load.

const ROCKET = readFileSync('models/golden/rocket.jpg');
const COFFEE = readFileSync('models/golden/coffee.png');
/** URLs that the load asks for. */
const URLS = 40;
/** URLs of the list, of both images in turn. */
const LISTED = 800;
/** A client of its own. */
const LIMITED = '192.0.2.1';

const replicaCommands = documentedCommands('docs/replicas.md', 'make run');
const bulkCommands = documentedCommands('docs/bulk.md', 'npx image-classifier bulk');

/** The words of a `bulk` command of the document, with our files in the place of its own. */
function bulkWords(command: string, files: Readonly<Record<string, string>>): string[] {
  const found = bulkCommands.find(({ words }) => words[3] === command);
  if (found === undefined) throw new Error(`docs/bulk.md has no ${command}`);
  return found.words.slice(3).map((word) => files[word] ?? word);
}

/** Requests of one client at once, in turn at each replica: how many pass. */
async function passed(replicas: readonly Replica[], image: string, requests: number) {
  const statuses = await Promise.all(
    Array.from({ length: requests }, (_, index) =>
      ask(replicas[index % replicas.length]?.url ?? '', image, LIMITED),
    ),
  );
  return statuses.filter((status) => status === 200).length;
}

test('a replica and a worker are killed under load: report, limit and bulk result are exact', async (t) => {
  if (withoutRedis(t)) return;
  t.timeout(300_000);
  const redis = await startRedis(t);
  const images = await startImageServer({ '/photo': ROCKET, '/rocket': ROCKET, '/coffee': COFFEE });
  t.teardown(images.close);

  const quota = Number(replicaCommands[0]?.variables['RATE_LIMIT']?.split('/')[0]);
  t.is(replicaCommands.length, 2);
  const replicas = await startReplicas(
    t,
    replicaCommands.map(({ variables }) => ({
      ...variables,
      REDIS_URL: redis.url,
      PORT: '0',
      // A window that the test does not outlast.
      RATE_LIMIT: `${quota}/86400`,
      TRUST_PROXY: '1',
      REPORT_TOP_N: String(URLS + 1),
      CACHE_MAXSIZE: String(URLS / 2),
    })),
  );
  const [victim] = replicas;

  const folder = await temporaryFolder(t);
  const files = {
    'urls.txt': join(folder, 'urls.txt'),
    'flowers.jsonl': join(folder, 'flowers.jsonl'),
  };
  const urls = Array.from({ length: LISTED }, (_, index) =>
    images.url(`/${index % 2 === 0 ? 'rocket' : 'coffee'}?${index}`),
  );
  writeFileSync(files['urls.txt'], urls.map((url) => `${url}\n`).join(''));
  // A dead worker's jobs are taken over after a second.
  const env = environment(redis, { BULK_LOCK_TTL: '1', CLASSIFIER_PROCESSES: '1' });
  const fetched = () => images.requests('/rocket') + images.requests('/coffee');

  const load = new Load(replicas, { clients: 6, urls: URLS, image: images.url('/photo') });
  const limited = images.url('/photo?limited');
  try {
    const adding = start(t, env, ...bulkWords('add', files), '--urls-per-job', '10');
    t.is((await adding.ended).code, 0);
    const collecting = start(t, env, ...bulkWords('collect', files));
    t.deepEqual(bulkWords('work', files), ['work']);
    const workers = [await startWorker(t, env), await startWorker(t, env)];
    await until(() => fetched() > LISTED / 4, collecting.ended);
    await load.more(100);
    t.is(await passed(replicas, limited, quota / 2), quota / 2);

    workers[0]?.child.kill('SIGKILL');
    victim?.child.kill('SIGKILL');
    if (victim) await once(victim.child, 'exit');
    replicas.shift();

    await load.more(200);
    t.is(await passed(replicas, limited, quota), quota - quota / 2);
    t.is((await collecting.ended).code, 0);
  } finally {
    await load.stop();
  }

  t.deepEqual(load.others, [], 'every answer is 200');
  await untilAll(replicas, 'classifier_redis_uncounted_requests', 0);
  const [survivor] = replicas;
  const report = await countsOf(survivor ?? { url: '' });
  t.is(report[limited], quota);
  // What was under way in the killed replica may have been counted, but was not answered.
  for (const [url, answers] of Object.entries(load.counts)) {
    const unanswered = load.broken[url] ?? 0;
    const count = report[url] ?? 0;
    t.true(answers <= count && count <= answers + unanswered, `${url}: ${answers}, ${count}`);
  }
  const broken = Object.values(load.broken).reduce((sum, count) => sum + count, 0);
  t.true(broken > 0, 'the replica was killed under load');

  const found = results(readFileSync(files['flowers.jsonl'], 'utf8'));
  t.deepEqual(
    found.map(({ image }) => image),
    urls,
  );
  const classes = found.map(({ classification }) => classification);
  const [first, second] = classes;
  t.not(first, second);
  t.deepEqual(
    classes,
    urls.map((_, index) => (index % 2 === 0 ? first : second)),
  );
  t.log(
    `${load.answered} answers, ${broken} not answered, ${fetched()} fetches for ${LISTED} URLs`,
  );
});
