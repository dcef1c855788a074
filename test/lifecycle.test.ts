import test from 'ava';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openConnection } from './helpers/raw-http.js';
import { classify, until } from './helpers/service.js';
import { spawnService, startService } from './helpers/start-service.js';

const program = fileURLToPath(new URL('helpers/fake-service.js', import.meta.url));
const IMAGE = { image_url: 'http://example.com/dog.jpg' };

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} without requests ends the process with code 0`, async (t) => {
    const service = await startService({}, { program });
    service.child.kill(signal);
    t.like(await service.ended, { code: 0, signal: null, stderr: '' });
  });

test('SIGTERM: the request under way is answered, then the process ends with code 0', async (t) => {
  const service = await startService({ FAKE_FETCH: '500' }, { program });
  const underWay = classify(service, IMAGE);
  await until(() => service.output().stdout.includes('fetching'));
  service.child.kill('SIGTERM');
  t.is((await underWay).status, 200);
  t.like(await service.ended, { code: 0, stderr: '' });
});

test('SIGTERM: at SHUTDOWN_TIMEOUT the process ends, whatever is under way', async (t) => {
  const environment = { FAKE_FETCH: '600000', SHUTDOWN_TIMEOUT: '0.5' };
  const service = await startService(environment, { program });
  const underWay = classify(service, IMAGE);
  await until(() => service.output().stdout.includes('fetching'));
  const silent = await openConnection(service.port);
  service.child.kill('SIGTERM');
  await t.throwsAsync(underWay);
  t.like(await service.ended, { code: 0 });
  await silent.closed;
});

test('a second signal ends the process at once', async (t) => {
  const service = await startService(
    { FAKE_FETCH: '600000', SHUTDOWN_TIMEOUT: '600' },
    { program },
  );
  const underWay = classify(service, IMAGE);
  await until(() => service.output().stdout.includes('fetching'));
  service.child.kill('SIGTERM');
  // Signals of one kind that come together count once: the second waits until the first was heard.
  await t.throwsAsync(async () => {
    for (;;) (await openConnection(service.port)).socket.destroy();
  });
  service.child.kill('SIGTERM');
  await t.throwsAsync(underWay);
  t.like(await service.ended, { code: 143 });
});

/** Sends requests, each in a connection of its own, until `done`; returns the statuses. */
async function classifyUntil(service: { url: string }, done: () => boolean): Promise<string[]> {
  const found = new Set<string>();
  while (!done()) {
    const headers = { 'Content-Type': 'application/json', Connection: 'close' };
    const body = JSON.stringify(IMAGE);
    const url = `${service.url}/classify-image`;
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    await response?.arrayBuffer();
    found.add(response === undefined ? 'lost' : String(response.status));
  }
  return [...found];
}

/** Resolves when `/readyz` is 503. */
async function notReady({ url }: { url: string }): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/readyz`);
    await response.arrayBuffer();
    if (response.status === 503) return;
  }
}

test('SHUTDOWN_DELAY: a client that learns of SIGTERM two seconds late loses nothing', async (t) => {
  const service = await startService({ SHUTDOWN_DELAY: '600' }, { program });
  let learned = false;
  const statuses = classifyUntil(service, () => learned);
  service.child.kill('SIGTERM');
  await notReady(service);
  await sleep(2000);
  learned = true;
  t.deepEqual(await statuses, ['200']);
  t.is(service.child.exitCode, null);
  // The second signal cuts the delay short.
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
});

test('without SHUTDOWN_DELAY such a client loses requests', async (t) => {
  const service = await startService({}, { program });
  let learned = false;
  const statuses = classifyUntil(service, () => learned);
  service.child.kill('SIGTERM');
  await service.ended;
  await sleep(100);
  learned = true;
  t.true((await statuses).includes('lost'));
});

test('SHUTDOWN_DELAY ends by itself, and then what is under way is answered', async (t) => {
  const environment = { SHUTDOWN_DELAY: '1', SHUTDOWN_TIMEOUT: '600', FAKE_FETCH: '3000' };
  const service = await startService(environment, { program });
  const start = performance.now();
  service.child.kill('SIGTERM');
  await notReady(service);
  const underWay = classify(service, IMAGE);
  t.is((await underWay).status, 200);
  t.like(await service.ended, { code: 0, stderr: '' });
  t.true(performance.now() - start >= 3000);
});

test('a delay that was cut short does not stop the service again', async (t) => {
  // The second signal comes within the delay, which ends before the request does.
  const environment = { SHUTDOWN_DELAY: '6', SHUTDOWN_TIMEOUT: '600', FAKE_FETCH: '8000' };
  const service = await startService(environment, { program });
  service.child.kill('SIGTERM');
  await notReady(service);
  const underWay = classify(service, IMAGE);
  await until(() => service.output().stdout.includes('fetching'));
  service.child.kill('SIGTERM');
  t.is((await underWay).status, 200);
  const { stdout } = await service.ended;
  t.is(stdout.split('stopping').length, 2);
});

test('SIGINT does not wait for SHUTDOWN_DELAY', async (t) => {
  const service = await startService({ SHUTDOWN_DELAY: '600' }, { program });
  service.child.kill('SIGINT');
  t.like(await service.ended, { code: 0, stderr: '' });
});

test('a third signal ends the process at once', async (t) => {
  const environment = { SHUTDOWN_DELAY: '600', SHUTDOWN_TIMEOUT: '600', FAKE_FETCH: '600000' };
  const service = await startService(environment, { program });
  const underWay = classify(service, IMAGE);
  await until(() => service.output().stdout.includes('fetching'));
  service.child.kill('SIGTERM');
  await notReady(service);
  service.child.kill('SIGTERM');
  await t.throwsAsync(async () => {
    for (;;) (await openConnection(service.port)).socket.destroy();
  });
  service.child.kill('SIGTERM');
  await t.throwsAsync(underWay);
  t.like(await service.ended, { code: 143 });
});

test('a signal while starting ends the process at once', async (t) => {
  const service = spawnService({ FAKE_START: '600000' }, program);
  await until(() => service.output().stdout.includes('starting'));
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 143 });
});

test('a bad setting: one line that names it, and code 1', async (t) => {
  const { code, stderr } = await spawnService({ CACHE_TTL: 'soon' }, program).ended;
  t.is(code, 1);
  t.is(
    stderr,
    'CACHE_TTL="soon" is not allowed: it must be a number of seconds above 0, at most 31536000\n',
  );
});

test('a port in use: one line that names it, and code 1', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const { port } = taken.address() as { port: number };
  const { code, stderr } = await spawnService({ PORT: String(port) }, program).ended;
  t.is(code, 1);
  t.is(stderr, `port ${port} is in use: stop what listens there, or set PORT to another one\n`);
});

const FAILURES: [name: string, failure: unknown, line: string][] = [
  [
    'a port that may not be opened',
    { code: 'EACCES', syscall: 'listen', port: 80, message: 'listen EACCES' },
    'port 80 may not be opened: set PORT to one above 1023',
  ],
  [
    'a file that may not be read',
    { code: 'EACCES', syscall: 'open', message: "EACCES: permission denied, open 'card.json'" },
    "EACCES: permission denied, open 'card.json'",
  ],
  ['an error of several lines', { message: 'the first\nthe second' }, 'the first the second'],
  ['something that is no Error', 'nonsense', 'the service failed: nonsense'],
];
for (const [name, failure, line] of FAILURES)
  test(`${name}: one line that says so, and code 1`, async (t) => {
    const environment = { FAKE_FAILURE: JSON.stringify(failure) };
    t.like(await spawnService(environment, program).ended, { code: 1, stderr: `${line}\n` });
  });

for (const bug of ['TypeError', 'ReferenceError'])
  test(`a ${bug} is a bug of ours: its stack, and code 1`, async (t) => {
    const { code, stderr } = await spawnService({ FAKE_BUG: bug }, program).ended;
    t.is(code, 1);
    t.regex(stderr, new RegExp(`^${bug}: a bug\\n    at `));
  });

test('a stop that fails: one line that says why, and code 1', async (t) => {
  const service = await startService({ FAKE_STOP_FAILURE: 'stuck' }, { program });
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 1, stderr: 'stuck\n' });
});
