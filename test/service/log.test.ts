import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { schemaProblems } from '../helpers/ecs-schema.js';
import { startImageServer } from '../helpers/image-server.js';
import { exchange, openConnection, postHead } from '../helpers/raw-http.js';
import { classify } from '../helpers/service.js';
import { startService } from '../helpers/start-service.js';
import { classifiersOf, eventually } from '../inference/child-processes.js';
import { KILLS, VULNERABLE } from '../inference/hostile-images.js';

// The real service in its own process: what it writes to its standard output.

/** Of the stalled reader; a batch is less than what one connection may have waiting. */
const REQUESTS = 10_000;
const BATCH = 25;

const PHOTO = readFileSync('models/golden/rocket.jpg');

type Line = Record<string, unknown>;

async function start(t: ExecutionContext, environment: Record<string, string> = {}) {
  const images = await startImageServer({
    '/photo': PHOTO,
    '/text': Buffer.from('no image'),
    '/kills': Buffer.from(KILLS),
    '/never': () => undefined,
  });
  t.teardown(images.close);
  const service = await startService({
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    NODE_OPTIONS: VULNERABLE,
    LOG_LEVEL: 'debug',
    ...environment,
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  return { ...service, images, pid: service.child.pid ?? 0 };
}

function linesOf(stdout: string): Line[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

test('every line of a busy run follows the schema, and every request has one', async (t) => {
  const service = await start(t);
  const { images, url, port } = service;
  const ids: string[] = [];
  const ask = async (path: string, body?: object): Promise<void> => {
    const id = `busy-${ids.length}`;
    ids.push(id);
    const headers = {
      'X-Request-Id': id,
      'Content-Type': 'application/json',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    const method = body === undefined ? 'GET' : 'POST';
    const payload = body === undefined ? null : JSON.stringify(body);
    await (await fetch(url + path, { method, headers, body: payload })).arrayBuffer();
  };
  const image = (path: string) => ask('/classify-image', { image_url: images.url(path) });
  const round = (turn: number) => [
    image(`/photo?${turn}`),
    image('/photo'),
    image(`/text?${turn}`),
    image('/missing'),
    ask('/classify-image', { image_url: 'http://10.0.0.1/%0d%0a{"message":"forged"}\u2028' }),
    ask('/classify-image', { image_url: 'ftp://example.com/' }),
    ask('/classify-image', {}),
    ask(`/nowhere/${encodeURIComponent('\n"{}')}`),
    ask('/report'),
    ask('/readyz'),
  ];
  for (let turn = 0; turn < 10; turn++) await Promise.all(round(turn));
  await image('/kills');

  const malformed = ['hello\r\n\r\n', 'GET /a\nb HTTP/1.1\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\n\r\n'];
  for (const text of malformed) await exchange(port, text);
  const client = await openConnection(port);
  const body = JSON.stringify({ image_url: images.url('/never') });
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nX-Request-Id: gone\r\n`;
  client.send(postHead(head) + body);
  await eventually(() => images.requests('/never') === 1);
  client.socket.destroy();
  await eventually(() => service.output().stdout.includes('"client_gone"'));

  service.child.kill('SIGTERM');
  const { code, stdout, stderr } = await service.ended;
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  t.deepEqual(stdout.split('\n').slice(0, -1).flatMap(schemaProblems), []);
  const lines = linesOf(stdout);
  const requests = lines.filter((line) => line['event.action'] === 'http-request');
  const logged = requests.map((line) => line['http.request.id']);
  for (const id of [...ids, 'gone']) t.is(logged.filter((other) => other === id).length, 1, id);
  t.is(requests.filter((line) => line['url.path'] === undefined).length, 2);
  t.is(requests.filter((line) => line['http.request.method'] === 'CONNECT').length, 1);
  t.deepEqual(
    lines.map((line) => line['event.action']).filter((action) => action !== 'http-request'),
    ['settings', 'service-started', 'process-ended', 'process-ended', 'service-stopped'],
  );
});

test("a process that dies of an image leaves its signal and the image's URL", async (t) => {
  const service = await start(t);
  await classify(service, { image_url: service.images.url('/kills?token=hush') });
  await eventually(() => service.output().stdout.split('process-ended').length === 3);
  for (const line of linesOf(service.output().stdout))
    if (line['event.action'] === 'process-ended')
      t.like(line, {
        'log.level': 'warn',
        'classifier.process.signal': 'SIGKILL',
        'classifier.image.url': service.images.url('/kills'),
      });
  t.false(service.output().stdout.includes('hush'));
});

test('a process that is killed while idle is not blamed on an image', async (t) => {
  const service = await start(t);
  await classify(service, { image_url: service.images.url('/photo') });
  process.kill(classifiersOf(service.pid)[0] ?? 0, 'SIGKILL');
  await eventually(() => service.output().stdout.includes('process-ended'));
  const [line = {}] = linesOf(service.output().stdout).filter(
    (other) => other['event.action'] === 'process-ended',
  );
  t.is(line['classifier.process.signal'], 'SIGKILL');
  t.false('classifier.image.url' in line);
});

test('the start logs the settings in effect, without secrets', async (t) => {
  const service = await start(t, {
    CACHE_TTL: '60',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=hush-hush',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const [line] = linesOf(service.output().stdout);
  t.is(line?.['event.action'], 'settings');
  t.like(line?.['labels'], {
    CACHE_TTL: '60',
    CACHE_MAXSIZE: '1024',
    CLASSIFIER_PROCESSES: '1',
    LOG_LEVEL: 'debug',
    OTEL_EXPORTER_OTLP_HEADERS: '(hidden)',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  t.false(service.output().stdout.includes('hush-hush'));
});

test('a stalled reader of the log delays nothing, and the service still stops', async (t) => {
  const service = await start(t);
  service.child.stdout?.pause();
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(status(service.pid))?.[1]) / 1024;
  const before = memory();
  // Lines of 2.5 KB, 25 MB in all: six times what may wait.
  const request = `GET /${'x'.repeat(1000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const client = await openConnection(service.port);
  const answers = () => client.received().split('HTTP/1.1 404').length - 1;
  for (let sent = 0; sent < REQUESTS; sent += BATCH) {
    client.send(request.repeat(BATCH));
    await eventually(() => answers() === sent + BATCH);
  }
  t.true(memory() - before < 150, `${memory() - before} MB more`);
  client.socket.destroy();
  service.child.kill('SIGTERM');
  await eventually(() => service.child.exitCode !== null);
  t.is(service.child.exitCode, 0);
  service.child.stdout?.resume();
});

function status(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}
