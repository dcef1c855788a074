import test from 'ava';
import { availableParallelism } from 'node:os';
import { readSettings, SettingError } from '../src/settings.js';

test('without variables every setting has the default of the documentation', (t) => {
  const cores = availableParallelism();
  t.deepEqual(readSettings({}), {
    host: undefined,
    port: 8000,
    cacheMaxSize: 1024,
    cacheTtl: 3600,
    monitorWindow: 259_200,
    monitorMaxSize: 100_000,
    reportTopN: 10,
    squeezenetVersion: 2,
    modelDir: undefined,
    imageMaxBytes: 20_971_520,
    imageMaxPixels: 50_000_000,
    imageFetchTimeout: 10,
    imageMaxRedirects: 5,
    imageUrlAllowCidrs: [],
    imageUrlAllowHosts: [],
    classifierProcesses: cores,
    classifierThreads: 1,
    classifierQueueMax: 256,
    shutdownTimeout: 20,
  });
});

test('empty variables and blanks count as unset', (t) => {
  t.deepEqual(readSettings({ PORT: '', CACHE_TTL: '  ', MODEL_DIR: ' ' }), readSettings({}));
});

test('values are read', (t) => {
  const settings = readSettings({
    HOST: '127.0.0.1',
    PORT: '0',
    CACHE_MAXSIZE: '0',
    CACHE_TTL: '0.5',
    SQUEEZENET_VERSION: ' 1 ',
    MODEL_DIR: 'models/mine',
    IMAGE_URL_ALLOW_HOSTS: 'Example.COM., *.example.org,[::1]',
  });
  t.is(settings.host, '127.0.0.1');
  t.is(settings.port, 0);
  t.is(settings.cacheMaxSize, 0);
  t.is(settings.cacheTtl, 0.5);
  t.is(settings.squeezenetVersion, 1);
  t.is(settings.modelDir, 'models/mine');
  t.deepEqual(settings.imageUrlAllowHosts, ['example.com', '*.example.org', '[::1]']);
});

test('address ranges are read, IPv4 and IPv6', (t) => {
  const { imageUrlAllowCidrs } = readSettings({ IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8, fd00::/8' });
  t.deepEqual(
    imageUrlAllowCidrs.map(([address, bits]) => `${address.toString()}/${bits}`),
    ['127.0.0.0/8', 'fd00::/8'],
  );
});

test('the threads of all processes together fill the cores', (t) => {
  const cores = availableParallelism();
  t.is(readSettings({ CLASSIFIER_PROCESSES: '1' }).classifierThreads, cores);
  t.is(readSettings({ CLASSIFIER_PROCESSES: '256' }).classifierThreads, 1);
});

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
