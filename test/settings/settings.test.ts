import test from 'ava';
import { defaultProcesses } from '../../src/settings/default-processes.js';
import { readSettings } from '../../src/settings/index.js';
import { SettingError } from '../../src/settings/setting-error.js';

test('without variables every setting has the default of the documentation', (t) => {
  t.deepEqual(readSettings({}), {
    server: { host: undefined, port: 8000, shutdownDelay: 0, shutdownTimeout: 20 },
    access: { keys: [], keysFile: undefined, rateLimit: undefined, trustedProxies: 0 },
    cache: { maxSize: 1024, ttl: 3600 },
    monitor: { window: 259_200, maxSize: 100_000, topN: 10 },
    bulk: { maxUrls: 1_000_000, hostRate: 10, lockTtl: 30 },
    redis: { address: undefined },
    model: { squeezenetVersion: 2, names: [], folders: [] },
    fetch: {
      maxBytes: 20_971_520,
      timeout: 10,
      maxRedirects: 5,
      allowCidrs: [],
      allowHosts: [],
    },
    classifier: {
      maxPixels: 50_000_000,
      processes: defaultProcesses(),
      processesByDefault: true,
      threads: 1,
      precision: 'float32',
      queueMax: 256,
    },
    telemetry: { log: { level: 'info', format: undefined, imageUrls: 'path' }, traces: false },
  });
});

test('empty variables and blanks count as unset', (t) => {
  t.deepEqual(
    readSettings({ PORT: '', CACHE_TTL: '  ', MODEL: '', MODEL_DIR: ' ' }),
    readSettings({}),
  );
});

test('values are read', (t) => {
  const settings = readSettings({
    HOST: '127.0.0.1',
    PORT: '0',
    CACHE_MAXSIZE: '0',
    CACHE_TTL: '0.5',
    SQUEEZENET_VERSION: ' 1 ',
    MODEL: 'squeezenet1_0, efficientnet_lite0',
    MODEL_DIR: 'models/mine,/other',
    IMAGE_URL_ALLOW_HOSTS: 'Example.COM., *.example.org,[::1]',
  });
  t.is(settings.server.host, '127.0.0.1');
  t.is(settings.server.port, 0);
  t.is(settings.cache.maxSize, 0);
  t.is(settings.cache.ttl, 0.5);
  t.is(settings.model.squeezenetVersion, 1);
  t.deepEqual(settings.model.names, ['squeezenet1_0', 'efficientnet_lite0']);
  t.deepEqual(settings.model.folders, ['models/mine', '/other']);
  t.deepEqual(settings.fetch.allowHosts, ['example.com', '*.example.org', '[::1]']);
});

test('address ranges are read, IPv4 and IPv6', (t) => {
  const { fetch } = readSettings({ IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8, fd00::/8' });
  t.deepEqual(
    fetch.allowCidrs.map(([address, bits]) => `${address.toString()}/${bits}`),
    ['127.0.0.0/8', 'fd00::/8'],
  );
});

test('a process has one thread, however few processes there are', (t) => {
  t.is(readSettings({ CLASSIFIER_PROCESSES: '1' }).classifier.threads, 1);
  t.is(readSettings({ CLASSIFIER_THREADS: '3' }).classifier.threads, 3);
});

test('traces are on with either address of a collector', (t) => {
  const address = 'http://collector.example:4318';
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])
    t.true(readSettings({ [name]: address }).telemetry.traces, name);
});

test('a rate limit is requests and seconds', (t) => {
  t.deepEqual(readSettings({ RATE_LIMIT: '1/1' }).access.rateLimit, { requests: 1, window: 1 });
  const { rateLimit } = readSettings({ RATE_LIMIT: ' 1000000000/86400 ' }).access;
  t.deepEqual(rateLimit, { requests: 1_000_000_000, window: 86_400 });
});

const RATE_LIMIT =
  'REQUESTS/SECONDS such as 60/60: requests from 1 to 1000000000, seconds from 1 to 86400';

const BAD: [variable: string, value: string, allowed: string][] = [
  ['PORT', '65536', 'a whole number from 0 to 65535'],
  ['PORT', '-1', 'a whole number from 0 to 65535'],
  ['PORT', '0x50', 'a whole number from 0 to 65535'],
  ['PORT', '80.5', 'a whole number from 0 to 65535'],
  ['CACHE_MAXSIZE', 'many', 'a whole number from 0 to 10000000'],
  ['CACHE_TTL', '0', 'a number of seconds above 0, at most 31536000'],
  ['CACHE_TTL', '1h', 'a number of seconds above 0, at most 31536000'],
  ['MONITOR_WINDOW', '-5', 'a number of seconds above 0, at most 31536000'],
  ['MONITOR_WINDOW', 'Infinity', 'a number of seconds above 0, at most 31536000'],
  ['MONITOR_MAXSIZE', '0', 'a whole number from 1 to 10000000'],
  ['REPORT_TOP_N', '0', 'a whole number from 1 to 100000'],
  ['SQUEEZENET_VERSION', '3', 'a whole number from 1 to 2'],
  ...['../secret', 'a/b', '.', 'a b'].map((name): [string, string, string] => [
    'MODEL',
    name,
    'a comma-separated list of folders in models/ such as squeezenet1_1,squeezenet1_0',
  ]),
  ...['ftp://collector.example', 'http://', 'collector:4318'].map(
    (url): [string, string, string] => ['OTEL_EXPORTER_OTLP_ENDPOINT', url, 'an http or https URL'],
  ),
  ['SHUTDOWN_DELAY', '-1', 'a number of seconds from 0 to 3600'],
  ['SHUTDOWN_DELAY', '5s', 'a number of seconds from 0 to 3600'],
  ...[
    '60',
    '60/',
    '/60',
    '0/60',
    '60/0',
    '1000000001/60',
    '60/86401',
    '1.5/60',
    '60/1.5',
    '60/60/60',
  ].map((value): [string, string, string] => ['RATE_LIMIT', value, RATE_LIMIT]),
  ['RATE_LIMIT', '-1/60', RATE_LIMIT],
  [
    'IMAGE_URL_ALLOW_CIDRS',
    '127.0.0.0/8,10.0.0.1',
    'a comma-separated list of address ranges such as 127.0.0.0/8,fd00::/8',
  ],
  [
    'IMAGE_URL_ALLOW_HOSTS',
    'a*.example.com',
    'a comma-separated list of host names such as images.example.com,*.example.org',
  ],
];

for (const [variable, value, allowed] of BAD)
  test(`${variable}=${value} is refused in one line`, (t) => {
    const error = t.throws(() => readSettings({ [variable]: value }), { instanceOf: SettingError });
    t.is(error.message, `${variable}="${value}" is not allowed: it must be ${allowed}`);
  });

test('a value with a line break in it still makes one line', (t) => {
  const error = t.throws(() => readSettings({ PORT: 'a\nb' }), { instanceOf: SettingError });
  t.false(error.message.includes('\n'));
});
