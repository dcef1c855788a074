import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { ServiceError } from '../../src/errors.js';
import { exchange, openConnection, postHead } from '../helpers/raw-http.js';
import { classify, startFakeService, until } from '../helpers/service.js';

/** The value of each series, by its name and labels as Prometheus writes them. */
async function scrape(
  url: string,
  headers: Record<string, string> = {},
): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`, { headers });
  const lines = (await response.text()).split('\n').filter((line) => /^\w/.test(line));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

function requests(route: string, method: string, status: string, code = 'none'): string {
  return `classifier_http_requests_total{route="${route}",method="${method}",status="${status}",code="${code}"}`;
}

test('requests are counted by route, method, status and code, whatever became of them', async (t) => {
  const { service, url, fetcher, log } = await startFakeService();
  t.teardown(() => service.stop());
  await classify({ url }, { image_url: 'http://example.com/a' });
  await classify({ url }, { image_url: 'http://example.com/a' });
  fetcher.behaviour = () => Promise.reject(new ServiceError('upstream_timeout', 'slow'));
  await classify({ url }, { image_url: 'http://example.com/b' });
  await fetch(`${url}/nowhere/${Math.random()}`);
  await fetch(`${url}/report`, { method: 'DELETE' });
  await exchange(service.port, 'BREW /report HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await exchange(
    service.port,
    'PROPFIND /report HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  fetcher.behaviour = () => new Promise(() => undefined);
  const client = await openConnection(service.port);
  const body = '{"image_url":"http://example.com/c"}';
  client.send(
    postHead(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`) + body,
  );
  await until(() => fetcher.urls.length === 3);
  client.socket.destroy();
  await until(() => log.events.length === 8);

  const series = await scrape(url);
  const counted = [...series].filter(([name]) => name.startsWith('classifier_http_requests_total'));
  t.deepEqual(Object.fromEntries(counted), {
    [requests('/classify-image', 'POST', '200')]: 2,
    [requests('/classify-image', 'POST', '504', 'upstream_timeout')]: 1,
    [requests('none', 'GET', '404', 'not_found')]: 1,
    [requests('/report', 'DELETE', '405', 'method_not_allowed')]: 1,
    [requests('none', 'none', '400', 'invalid_request')]: 1,
    [requests('/report', 'other', '405', 'method_not_allowed')]: 1,
    [requests('/classify-image', 'POST', 'none', 'client_gone')]: 1,
  });
  t.is(series.get('classifier_http_request_duration_seconds_count{route="/classify-image"}'), 4);
});

test('stages, the cache and images in progress', async (t) => {
  const { service, url, fetcher } = await startFakeService({
    CACHE_MAXSIZE: '2',
    CLASSIFIER_QUEUE_MAX: '7',
    CLASSIFIER_PROCESSES: '3',
  });
  t.teardown(() => service.stop());
  for (const name of ['a', 'b', 'c', 'c'])
    await classify({ url }, { image_url: `http://example.com/${name}` });
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = async (_url, _signal, reserve) => {
    reserve?.(1000);
    await opened;
    return Buffer.from('an image');
  };
  const waiting = classify({ url }, { image_url: 'http://example.com/d' });
  await until(() => fetcher.urls.length === 4);

  const series = await scrape(url);
  const values = (names: readonly string[]) =>
    names.map((name) => series.get(`classifier_${name}`));
  t.deepEqual(values(['cache_entries', 'cache_evictions_total']), [2, 1]);
  t.deepEqual(
    values(
      ['hit', 'miss', 'collapsed'].map((result) => `cache_requests_total{result="${result}"}`),
    ),
    // The one that waits is counted when it is over.
    [1, 3, 0],
  );
  t.deepEqual(
    values(['images_in_progress', 'images_in_progress_limit', 'images_in_progress_bytes']),
    [1, 10, 1000],
  );
  t.deepEqual(values(['images_in_progress_limit_bytes']), [536_870_912]);
  for (const stage of ['fetch', 'queue', 'decode', 'inference'])
    t.deepEqual(values([`stage_duration_seconds_count{stage="${stage}"}`]), [3]);
  for (const [stage, milliseconds] of [
    ['decode', 6],
    ['inference', 9],
  ] as const) {
    const [seconds = 0] = values([`stage_duration_seconds_sum{stage="${stage}"}`]);
    t.is(Math.round(seconds * 1e6), milliseconds * 1000);
  }
  open();
  await waiting;
  t.is((await scrape(url)).get('classifier_images_in_progress_bytes'), 0);
});

test('a stage is counted once for all requests that share it', async (t) => {
  const { service, url, fetcher, log } = await startFakeService();
  t.teardown(() => service.stop());
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = () => opened.then(() => Buffer.from('an image'));
  const body = '{"image_url":"http://example.com/a"}';
  const request =
    postHead(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`) + body;
  const client = await openConnection(service.port);
  client.send(request.repeat(5));
  await until(() => fetcher.urls.length === 1);
  await fetch(`${url}/livez`);
  open();
  await until(() => log.events.length === 6);
  const series = await scrape(url);
  t.is(series.get('classifier_stage_duration_seconds_count{stage="inference"}'), 1);
  t.is(series.get('classifier_cache_requests_total{result="collapsed"}'), 4);
});

test('the model, the version, the processes and their memory', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const series = await scrape(url);
  const names = [...series.keys()];
  t.true(names.some((name) => /^classifier_build_info\{version="\d+\.\d+\.\d+"\}$/.test(name)));
  t.true(
    names.some((name) =>
      /^classifier_model_info\{model="[\w.-]+",weights_sha256="[\da-f]{64}",identity="[\w ]+"\}$/.test(
        name,
      ),
    ),
    names.join('\n'),
  );
  // The value of an info metric is always 1, so that a product with it keeps the other's value.
  for (const name of names.filter((name) => /^classifier_(build|model)_info/.test(name)))
    t.is(series.get(name), 1, name);
  t.is(series.get('classifier_processes{state="ready"}'), 1);
  t.is(series.get('classifier_processes{state="missing"}'), 0);
  t.is(series.get('classifier_process_restarts_total'), 0);
  t.true(Number(series.get('classifier_resident_memory_bytes{process="main"}')) > 10_000_000);
});

test('no URL, path, host or header of a request becomes a label', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  await classify({ url }, { image_url: 'http://hush.example.com/hush?hush' });
  await fetch(`${url}/hush?hush`, { method: 'POST', headers: { 'X-Request-Id': 'hush' } });
  const text = await (await fetch(`${url}/metrics`)).text();
  t.false(text.includes('hush'));
});

test('the state of the keys file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'keys');
  const key = 'metrics-0123456789';
  writeFileSync(file, `prometheus sha256:${createHash('sha256').update(key).digest('hex')}\n`);
  const before = Date.now() / 1000;
  const { service, url } = await startFakeService({ API_KEYS_FILE: file });
  t.teardown(() => service.stop());
  const state = async (name: string) =>
    (await scrape(url, { Authorization: `Bearer ${key}` })).get(`classifier_keys_file_${name}`);
  t.is(await state('broken'), 0);
  const loaded = (await state('loaded_timestamp_seconds')) ?? 0;
  t.true(loaded >= before - 1 && loaded <= Date.now() / 1000);
  writeFileSync(file, 'not a line of keys\n');
  while ((await state('broken')) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(await state('broken'), 1);
  t.is(await state('loaded_timestamp_seconds'), loaded);
});
