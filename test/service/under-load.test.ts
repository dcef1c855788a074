import test, { type ExecutionContext } from 'ava';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openConnection, postHead } from '../helpers/raw-http.js';
import { type ImageServer, type Route, startImageServer } from '../helpers/image-server.js';
import { classify, until } from '../helpers/service.js';
import { startService } from '../helpers/start-service.js';
import { classifiersOf, eventually, isAlive } from '../inference/child-processes.js';

// The real service in its own process, with real classifier processes.

const PHOTO = readFileSync('models/golden/rocket.jpg');

/** A server whose `/gate…` paths answer when the test decides, and all others at once. */
async function startGatedServer(t: ExecutionContext) {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const gated: Route = (_request, response) => void opened.then(() => response.end(PHOTO));
  const routes: Record<string, Route> = { '/photo': PHOTO, '/gate': gated };
  for (let index = 0; index < 10; index++) routes[`/gate/${index}`] = gated;
  const images = await startImageServer(routes);
  t.teardown(images.close);
  return { images, open };
}

async function start(t: ExecutionContext, environment: Record<string, string> = {}) {
  const service = await startService({
    CLASSIFIER_PROCESSES: '2',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    ...environment,
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  return { ...service, pid: service.child.pid ?? 0 };
}

function photos(images: ImageServer, from: number, count: number): { image_url: string }[] {
  return Array.from({ length: count }, (_, i) => ({ image_url: images.url(`/photo?${from + i}`) }));
}

function postOf(body: object): string {
  const text = JSON.stringify(body);
  return postHead(`Content-Type: application/json\r\nContent-Length: ${text.length}\r\n`) + text;
}

test.serial(
  '1,000 at once for one new URL, one hangs up: one fetch, one classification',
  async (t) => {
    const { images, open } = await startGatedServer(t);
    const service = await start(t);
    const body = { image_url: images.url('/gate') };
    const first = await openConnection(service.port);
    first.send(postOf(body));
    await until(() => images.requests('/gate') === 1);
    const requests = Array.from({ length: 999 }, () => classify(service, body));
    await fetch(`${service.url}/livez`);
    first.socket.destroy();
    open();
    const responses = await Promise.all(requests);
    await Promise.all(responses.map((response) => response.arrayBuffer()));

    t.deepEqual([...new Set(responses.map(({ status }) => status))], [200]);
    t.is(images.requests('/gate'), 1);
    // All share one result: the time the classification took is the same in each.
    const inference = ({ headers }: Response) =>
      /inference;dur=[\d.]+/.exec(headers.get('server-timing') ?? '')?.[0];
    const times = responses.map(inference).filter((time) => time !== undefined);
    t.is(new Set(times).size, 1);
    const report = (await (await fetch(`${service.url}/report`)).json()) as object;
    t.like(report, { [body.image_url]: { num_requested: 999 } });
  },
);

test.serial(
  'a full queue → 503 overloaded at once; a client that hangs up frees its place',
  async (t) => {
    const { images, open } = await startGatedServer(t);
    const service = await start(t, { CLASSIFIER_PROCESSES: '1', CLASSIFIER_QUEUE_MAX: '1' });
    const [cached = { image_url: '' }] = photos(images, 0, 1);
    t.is((await classify(service, cached)).status, 200);

    const leaver = await openConnection(service.port);
    leaver.send(postOf({ image_url: images.url('/gate/0') }));
    const stayer = classify(service, { image_url: images.url('/gate/1') });
    await until(() => images.requests('/gate/0') + images.requests('/gate/1') === 2);

    const refused = await classify(service, { image_url: images.url('/gate/2') });
    t.is(refused.status, 503);
    t.is(refused.headers.get('retry-after'), '1');
    t.like(await refused.json(), { error: { code: 'overloaded' } });
    t.is(images.requests('/gate/2'), 0);
    const hit = await classify(service, cached);
    t.is(hit.headers.get('cache-status'), 'classifier; hit');
    t.is((await fetch(`${service.url}/report`)).status, 200);
    t.is((await fetch(`${service.url}/readyz`)).status, 200);

    leaver.socket.destroy();
    // Its place is free as soon as the service notices the hang-up.
    let waiting: Response | undefined;
    for (const [next = cached] = photos(images, 1, 1); waiting?.status !== 200;)
      waiting = await classify(service, next);
    open();
    t.is((await stayer).status, 200);
  },
);

test.serial(
  'classifiers killed under load: every request is answered, the pool is whole again',
  async (t) => {
    const { images } = await startGatedServer(t);
    const service = await start(t);
    const before = classifiersOf(service.pid);
    for (let round = 0; round < 3; round++) {
      const victim = classifiersOf(service.pid)[0] ?? 0;
      const requests = photos(images, round * 60, 60).map((body) => classify(service, body));
      await requests[0];
      process.kill(victim, 'SIGKILL');
      for (const response of await Promise.all(requests)) t.is(response.status, 200);
      await eventually(() => !isAlive(victim) && classifiersOf(service.pid).length === 2);
    }
    t.not(classifiersOf(service.pid).join(), before.join());
    t.is((await fetch(`${service.url}/readyz`)).status, 200);
  },
);

test.serial('a pool that cannot come back: not_ready and /readyz red, until it can', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync('models', join(folder, 'models'), { recursive: true });
  const model = join(folder, 'models/squeezenet1_1');
  const { images } = await startGatedServer(t);
  const service = await start(t, { MODEL_DIR: resolve(model) });
  const [cached = { image_url: '' }, other = { image_url: '' }] = photos(images, 0, 2);
  await classify(service, cached);

  renameSync(model, `${model}.away`);
  for (const pid of classifiersOf(service.pid)) process.kill(pid, 'SIGKILL');
  // The request waits for a process until the pool is no longer ready.
  const refused = await classify(service, other);
  t.is(refused.status, 503);
  t.is(refused.headers.get('retry-after'), '5');
  t.like(await refused.json(), { error: { code: 'not_ready' } });
  t.is((await fetch(`${service.url}/readyz`)).status, 503);
  t.is((await fetch(`${service.url}/livez`)).status, 200);
  t.is((await classify(service, cached)).status, 200);
  t.is((await fetch(`${service.url}/report`)).status, 200);

  renameSync(`${model}.away`, model);
  while ((await fetch(`${service.url}/readyz`)).status !== 200) await sleepALittle();
  t.is((await classify(service, other)).status, 200);
});

test.serial(
  'SIGTERM under load: readiness red, requests under way answered, exit code 0',
  async (t) => {
    const { images, open } = await startGatedServer(t);
    const service = await start(t, { SHUTDOWN_TIMEOUT: '60' });
    const classifiers = classifiersOf(service.pid);
    const bodies = Array.from({ length: 10 }, (_, i) => ({ image_url: images.url(`/gate/${i}`) }));
    const requests = [...bodies, ...bodies, ...bodies].map((body) => classify(service, body));
    await until(() => images.requests() === bodies.length);
    // When a later request has been answered, the earlier ones have been read too.
    await fetch(`${service.url}/livez`);
    const idle = await openConnection(service.port);
    idle.send('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => idle.received().endsWith('}}}'));
    const ready = idle.received();
    t.true(ready.includes('{"status":"ready",'));

    service.child.kill('SIGTERM');
    await until(() => service.child.exitCode !== null || !idle.socket.destroyed);
    const refused = new Promise<boolean>((resolve) => {
      const ask = () => {
        request(`${service.url}/readyz`, { agent: false })
          .on('response', (response) => {
            response.resume();
            setTimeout(ask, 20);
          })
          .on('error', () => {
            resolve(true);
          })
          .end();
      };
      ask();
    });
    t.true(await refused);
    idle.send('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    open();
    for (const response of await Promise.all(requests)) t.is(response.status, 200);
    t.like(await service.ended, { code: 0, signal: null, stderr: '' });
    t.false(classifiers.some(isAlive));
    // On an open connection the answer is 503, unless the connection is already closed.
    const last = (await idle.closed).slice(ready.length);
    t.true(last === '' || last.startsWith('HTTP/1.1 503 '), last);
  },
);

function sleepALittle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
