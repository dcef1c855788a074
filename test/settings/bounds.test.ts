import test from 'ava';
import { readSettings } from '../../src/settings/index.js';
import { SettingError } from '../../src/settings/setting-error.js';

const WHOLE: [variable: string, min: number, max: number][] = [
  ['PORT', 0, 65_535],
  ['CACHE_MAXSIZE', 0, 10_000_000],
  ['MONITOR_MAXSIZE', 1, 10_000_000],
  ['REPORT_TOP_N', 1, 100_000],
  ['SQUEEZENET_VERSION', 1, 2],
  ['IMAGE_MAX_BYTES', 1, 1_073_741_824],
  ['IMAGE_MAX_PIXELS', 1, 1_000_000_000],
  ['IMAGE_MAX_REDIRECTS', 0, 100],
  ['CLASSIFIER_PROCESSES', 1, 256],
  ['CLASSIFIER_THREADS', 1, 256],
  ['CLASSIFIER_QUEUE_MAX', 1, 100_000],
  ['TRUST_PROXY', 0, 32],
  ['BULK_MAX_URLS', 1, 1_000_000_000],
  ['BULK_LOCK_TTL', 1, 3600],
];
const SECONDS: [variable: string, max: number][] = [
  ['CACHE_TTL', 31_536_000],
  ['MONITOR_WINDOW', 31_536_000],
  ['IMAGE_FETCH_TIMEOUT', 3600],
  ['SHUTDOWN_TIMEOUT', 3600],
];

const read = (variable: string, value: number) => readSettings({ [variable]: String(value) });

for (const [variable, min, max] of WHOLE)
  test(`${variable} is from ${min} to ${max}`, (t) => {
    for (const value of [min, max]) t.notThrows(() => read(variable, value));
    const message = new RegExp(`a whole number from ${min} to ${max}$`);
    for (const value of [min - 1, max + 1])
      t.throws(() => read(variable, value), { instanceOf: SettingError, message });
  });

for (const [variable, max] of SECONDS)
  test(`${variable} is above 0 and at most ${max}`, (t) => {
    for (const value of [0.01, max]) t.notThrows(() => read(variable, value));
    const message = new RegExp(`above 0, at most ${max}$`);
    for (const value of [0, max + 0.5])
      t.throws(() => read(variable, value), { instanceOf: SettingError, message });
  });

test('SHUTDOWN_DELAY is from 0 to 3600', (t) => {
  for (const value of [0, 0.01, 3600]) t.notThrows(() => read('SHUTDOWN_DELAY', value));
  t.throws(() => read('SHUTDOWN_DELAY', 3600.5), {
    instanceOf: SettingError,
    message: /a number of seconds from 0 to 3600$/,
  });
});

test('BULK_HOST_RATE is from 0 to 100000, fractions allowed', (t) => {
  for (const value of [0, 0.5, 100_000])
    t.is(readSettings({ BULK_HOST_RATE: String(value) }).bulk.hostRate, value);
  for (const value of ['100000.5', '-1', '1/2', '.5'])
    t.throws(() => readSettings({ BULK_HOST_RATE: value }), {
      instanceOf: SettingError,
      message: /a number of requests a second from 0 to 100000$/,
    });
});
