import test from 'ava';
import { startFakeService } from '../helpers/service.js';
import { exchange } from '../helpers/raw-http.js';

interface ErrorBody {
  error: { code: string; message: string };
}

async function messageOf(response: Response, code: string): Promise<string> {
  const { error } = (await response.json()) as ErrorBody;
  if (error.code !== code) throw new Error(`${error.code}: ${error.message}`);
  return error.message;
}

/** Does what curl does with the command: a URL, `-F`, `-H` and `-d @urls.json`. */
async function run(command: string, urlsJson?: string): Promise<Response> {
  const [curl, address = '', ...rest] = command.split(' ');
  if (curl !== 'curl') throw new Error(command);
  const init: RequestInit & { headers: Record<string, string> } = { headers: {} };
  for (let index = 0; index < rest.length; index += 2) {
    const [flag, value = ''] = rest.slice(index);
    if (flag === '-F') {
      init.method = 'POST';
      init.body = new FormData();
      init.body.append(value.replace(/=.*/, ''), value.replace(/^[^=]*=/, ''));
    } else if (flag === '-H') {
      init.headers[value.replace(/:.*/, '')] = value.replace(/^[^:]*:/, '');
    } else if (flag === '-d' && value === '@urls.json' && urlsJson !== undefined) {
      init.method = 'POST';
      init.body = urlsJson;
    } else if (flag !== '-o') throw new Error(`unknown: ${flag} ${value}`);
  }
  return fetch(`http://${address}`, init);
}

test('GET on a path for POST says how to POST, and the command works as it stands', async (t) => {
  const { service, fetcher, url } = await startFakeService();
  t.teardown(() => service.stop());
  const message = await messageOf(await fetch(`${url}/classify-image`), 'method_not_allowed');
  const host = `127.0.0.1:${service.port}`;
  t.is(
    message,
    `this path does not take this method: use POST, for example: curl ${host}/classify-image -F image_url=https://example.com/dog.jpg`,
  );
  // In JSON it is the same text, for copying.
  t.false(JSON.stringify(message).includes('\\'));
  const answer = await run(message.replace(/.*for example: /, ''));
  t.is(answer.status, 200);
  t.deepEqual(fetcher.urls, ['https://example.com/dog.jpg']);
});

test('GET on the path for batches has a command and a file for it', async (t) => {
  const { service, fetcher, url } = await startFakeService();
  t.teardown(() => service.stop());
  const message = await messageOf(await fetch(`${url}/classify-images`), 'method_not_allowed');
  const [, command = '', json = ''] =
    /for example: (.*), with (\{.*\}) in urls\.json$/.exec(message) ?? [];
  t.is((await run(command, json)).status, 200);
  t.deepEqual(fetcher.urls, ['https://example.com/dog.jpg']);
});

test('POST on a path for GET says so', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const path of ['/report', '/livez', '/openapi.json', '/']) {
    const refused = await fetch(url + path, { method: 'POST' });
    const message = await messageOf(refused, 'method_not_allowed');
    const command = message.replace(/.*use GET, for example: /, '');
    t.is(command, `curl 127.0.0.1:${service.port}${path}`);
    t.is((await run(command)).status, 200);
  }
});

test('with keys, the command has a place for one', async (t) => {
  const key = 'hush-hush-0123456789';
  const { service, url } = await startFakeService({ API_KEYS: `ci:${key}` });
  t.teardown(() => service.stop());
  const asked = await fetch(`${url}/classify-image`, { headers: { 'X-API-Key': key } });
  const command = (await messageOf(asked, 'method_not_allowed')).replace(/.*for example: /, '');
  t.regex(command, / -H X-API-Key:KEY /);
  t.is((await run(command.replace('KEY ', `${key} `))).status, 200);
  // Without a key, nothing is said of what there is.
  for (const path of ['/classify-image', '/health', '/predict'])
    t.is((await fetch(url + path)).status, 401);
});

test('a Host that does not belong in a command is not repeated', async (t) => {
  const { service } = await startFakeService({ HOST: '0.0.0.0' });
  t.teardown(() => service.stop());
  const ask = (host: string) =>
    exchange(service.port, `GET /classify-image HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  for (const [host, shown] of [
    ['Host: images.example.com\r\n', 'images.example.com'],
    ['Host: [::1]:80\r\n', '[::1]:80'],
    ['Host: $(reboot)\r\n', `localhost:${service.port}`],
    ['Host: a;b\r\n', `localhost:${service.port}`],
  ] as const) {
    const answer = await ask(host);
    t.true(answer.includes(`for example: curl ${shown}/classify-image -F `), answer);
  }
});

test('the paths of other services’ health checks lead to /livez and /readyz', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const path of [
    ...['/health', '/healthz', '/ping', '/status', '/Health/', '/health/live', '/api/health'],
    ...['/healthcheck', '/health_check', '/v1/health', '/actuator/health', '/_health', '/up'],
  ])
    for (const method of ['GET', 'POST'])
      t.is(
        await messageOf(await fetch(url + path, { method }), 'not_found'),
        'there is nothing at this path: GET /livez says whether the process runs, GET /readyz whether it can classify images',
        path,
      );
});

const MEANT: Readonly<Record<string, readonly string[]>> = {
  'POST /classify-image': [
    ...['/classify', '/classify-image/', '/classifyimage', '/classify_image', '/Classify-Image'],
    ...['/classifiy-image', '/predict', '/predictions', '/infer', '/api/classify-image'],
    ...['/api/v1/predict', '//classify-image', '/v1/classify'],
  ],
  'POST /classify-images': ['/classify-images/', '/classify_images', '/batch'],
  'POST /explain-image': ['/explain', '/explain-image/', '/heatmap'],
  'GET /report': ['/reports', '/Report', '/report/', '/report/2', '/api/report'],
  'GET /livez': ['/live', '/livez/', '/lives'],
  'GET /readyz': ['/ready', '/READYZ'],
  'GET /metrics': ['/metric', '/metrics/', '/prometheus'],
  'GET /openapi.json': [
    ...['/openapi', '/openapi.yaml', '/swagger', '/swagger.json', '/api', '/v3/api-docs'],
    ...['/swagger-ui/index.html', '/redoc', '/openapi.jsn'],
  ],
  'GET /docs': ['/docs/', '/doc'],
};

test('near misses of a path are asked back', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [meant, paths] of Object.entries(MEANT))
    for (const path of paths)
      t.is(
        await messageOf(await fetch(url + path), 'not_found'),
        `there is nothing at this path: did you mean ${meant}?`,
        path,
      );
});

test('other paths lead to the API’s document', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const path of ['/x', '//', '/favicon.ico', '/.env', '/wp-login.php', `/${'r'.repeat(8000)}`])
    t.is(
      await messageOf(await fetch(url + path), 'not_found'),
      'there is nothing at this path: GET /openapi.json says what there is',
      path,
    );
});
