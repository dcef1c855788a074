import test from 'ava';
import { effectiveSettings } from '../../src/settings/effective-settings.js';
import { readSettings } from '../../src/settings/index.js';
import {
  parseRedisAddress,
  type RedisAddress,
  shownAddress,
} from '../../src/settings/redis-address.js';
import { SettingError } from '../../src/settings/setting-error.js';

const SERVER: RedisAddress = {
  kind: 'server',
  tls: false,
  nodes: [{ host: 'redis', port: 6379 }],
  username: undefined,
  password: undefined,
  masterName: undefined,
  database: 0,
};

const NODES = [
  { host: 'a', port: 7000 },
  { host: '::1', port: 7001 },
];

const ADDRESSES: readonly (readonly [string, Partial<RedisAddress>, string])[] = [
  ['redis://redis', {}, 'redis://redis:6379'],
  ['rediss://redis:6379/', { tls: true }, 'rediss://redis:6379'],
  [
    'redis://10.0.0.7:1/3',
    { nodes: [{ host: '10.0.0.7', port: 1 }], database: 3 },
    'redis://10.0.0.7:1',
  ],
  ['redis://:p%40ss%2F@redis', { password: 'p@ss/' }, 'redis://redis:6379'],
  [
    'redis://me:hush@[::1]',
    { nodes: [{ host: '::1', port: 6379 }], username: 'me', password: 'hush' },
    'redis://[::1]:6379',
  ],
  [
    'redis+cluster://a:7000,[::1]:7001',
    { kind: 'cluster', nodes: NODES },
    'redis+cluster://a:7000,[::1]:7001',
  ],
  [
    'rediss+sentinel://:hush@a:7000,[::1]:7001/main/2',
    {
      kind: 'sentinel',
      tls: true,
      nodes: NODES,
      masterName: 'main',
      password: 'hush',
      database: 2,
    },
    'rediss+sentinel://a:7000,[::1]:7001/main',
  ],
  [
    'redis+sentinel://a/main',
    { kind: 'sentinel', nodes: [{ host: 'a', port: 26_379 }], masterName: 'main' },
    'redis+sentinel://a:26379/main',
  ],
];

for (const [text, parts, shown] of ADDRESSES)
  test(`${text} is read, and shown without user and password`, (t) => {
    const address = parseRedisAddress(text);
    t.deepEqual(address, { ...SERVER, ...parts });
    t.is(address && shownAddress(address), shown);
  });

const WRONG = [
  ...['redis', 'redis:6379', 'http://redis', 'redis://', 'redis:///0', 'redis://redis:0'],
  ...['redis://redis:65536', 'redis://redis/x', 'redis://redis/1/2', 'redis://a,b', 'redis://a b'],
  ...['redis://redis?password=hush', 'redis://a@b@c', 'redis://:%zz@redis', 'redis+cluster://a/1'],
  ...['redis+sentinel://a', 'redis+sentinel://a/', 'redis+sentinel://a/main/x', 'redis://[::1'],
  ...['redis+cluster://a,,b', 'redis+other://a'],
];

test('a wrong address is refused, and not shown', (t) => {
  for (const text of WRONG) {
    t.is(parseRedisAddress(text), undefined, text);
    const { message } = t.throws(() => readSettings({ REDIS_URL: text }), {
      instanceOf: SettingError,
    });
    t.true(message.startsWith('REDIS_URL is not allowed: it must be redis://HOST:PORT, '));
    t.false(message.includes('hush'));
  }
});

test('the settings in effect do not show the address', (t) => {
  const environment = { REDIS_URL: 'redis://me:hush@redis' };
  const shown = effectiveSettings(environment, readSettings(environment));
  t.is(shown['REDIS_URL'], '(hidden)');
});
