import test, { type ExecutionContext } from 'ava';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { startService } from '../helpers/start-service.js';
import { eventually } from '../inference/child-processes.js';
import { startOtlpReceiver } from '../telemetry/tracing/otlp-receiver.js';

// The real service sends its traces to a collector that decodes the protocol.

const PHOTO = readFileSync('models/golden/rocket.jpg');
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
/** `SPAN_KIND_SERVER` and `SPAN_KIND_INTERNAL` of the protocol. */
const SERVER = 2;
const INTERNAL = 1;

async function start(t: ExecutionContext, environment: Record<string, string>) {
  const headers: (string | undefined)[] = [];
  const images = await startImageServer({
    '/photo': (request, response) => {
      headers.push(request.headers['traceparent'] as string | undefined);
      response.end(PHOTO);
    },
    '/broken': (_request, response) => response.writeHead(500).end(),
  });
  t.teardown(images.close);
  const service = await startService({
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    ...environment,
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  const ask = (path: string, sampled = '01') =>
    fetch(`${service.url}/classify-image`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        traceparent: `00-${TRACE}-${PARENT}-${sampled}`,
      },
      body: JSON.stringify({ image_url: images.url(path) }),
    });
  return { ...service, images, headers, ask };
}

/** The lines of requests to classify. */
function linesOf(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['url.path'] === '/classify-image');
}

test('a span for the request with a child for each stage, in the trace of the client', async (t) => {
  const receiver = await startOtlpReceiver();
  t.teardown(receiver.close);
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  t.is((await service.ask('/photo?token=hush')).status, 200);
  const inTrace = () => receiver.spans.filter(({ traceId }) => traceId === TRACE);
  await eventually(() => inTrace().length === 5);

  const [root, ...others] = inTrace().filter(({ kind }) => kind === SERVER);
  if (root === undefined) throw new Error('there is no span of the request');
  t.deepEqual(others, []);
  t.is(root.name, 'POST /classify-image');
  t.is(root.parentSpanId, PARENT);
  t.false(root.failed);
  t.like(root.attributes, {
    'http.request.method': 'POST',
    'http.response.status_code': '200',
    'http.route': '/classify-image',
    'classifier.cache.status': 'miss',
    'classifier.image.url': service.images.url('/photo'),
  });
  t.like(root.service, {
    'service.name': 'image-classifier-api',
    'deployment.environment.name': 'test',
  });
  const stages = inTrace().filter(({ kind }) => kind === INTERNAL);
  t.deepEqual(
    [...stages].sort((a, b) => Number(a.start - b.start)).map(({ name }) => name),
    ['fetch', 'queue', 'decode', 'inference'],
  );
  for (const { name, parentSpanId, start, end } of stages) {
    t.is(parentSpanId, root.spanId, name);
    t.true(root.start <= start && start <= end && end <= root.end, name);
  }

  const [line] = linesOf(service.output().stdout);
  t.like(line, { 'trace.id': TRACE, 'span.id': root.spanId });
  t.deepEqual(service.headers, [undefined], 'traceparent is passed on to nobody outside');
});

test('what is left is sent at the end; failures are marked; an unsampled trace is not sent', async (t) => {
  const receiver = await startOtlpReceiver();
  t.teardown(receiver.close);
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.endpoint}/v1/traces`,
    OTEL_BSP_SCHEDULE_DELAY: '600000',
  });
  t.is((await service.ask('/broken')).status, 502);
  await service.ask('/photo', '00');
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
  const inTrace = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  t.deepEqual(inTrace.map(({ name, failed }) => [name, failed]).sort(), [
    ['POST /classify-image', true],
    ['fetch', false],
  ]);
  t.is(inTrace.find(({ failed }) => failed)?.attributes['error.type'], 'upstream_error');
  t.deepEqual(
    linesOf(service.output().stdout).map((line) => line['trace.id']),
    [TRACE, TRACE],
  );
});

test('a collector that is away loses no request, and is logged once', async (t) => {
  const receiver = await startOtlpReceiver();
  await receiver.close();
  const service = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  });
  const failures = () => service.output().stdout.split('"traces-lost"').length - 1;
  for (let round = 0; round < 20; round++) t.is((await service.ask(`/photo?${round}`)).status, 200);
  await eventually(() => failures() > 0);
  for (let round = 0; round < 20; round++) t.is((await service.ask(`/photo?${round}`)).status, 200);
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
  t.is(failures(), 1);
});

test('without an endpoint OpenTelemetry is not loaded', async (t) => {
  const loaded = async (environment: Record<string, string>) => {
    const service = await start(t, environment);
    service.child.kill('SIGTERM');
    return (await service.ended).stderr;
  };
  // Node.js names the CommonJS modules that it loads. prom-client loads the small package of the API.
  const sdk = '@opentelemetry/sdk-trace-base/';
  t.false((await loaded({ NODE_DEBUG: 'module' })).includes(sdk));
  const endpoint = 'http://127.0.0.1:9';
  t.true(
    (await loaded({ NODE_DEBUG: 'module', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).includes(sdk),
  );
});
