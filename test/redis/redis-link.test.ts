import test, { type ExecutionContext } from 'ava';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { RedisAway } from '../../src/redis/redis-away.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import { parseRedisAddress } from '../../src/settings/redis-address.js';
import {
  freePort,
  type RedisServer,
  startRedis,
  startSentinel,
  withoutRedis,
  withoutTls,
} from '../helpers/redis-server.js';
import { FakeLog, until } from '../helpers/service.js';

const run = promisify(execFile);

async function openLink(t: ExecutionContext, url: string) {
  const address = parseRedisAddress(url);
  if (address === undefined) throw new Error(url);
  const log = new FakeLog();
  const link = await RedisLink.open(address, 'test:', log);
  t.teardown(() => {
    link.close();
  });
  return { link, log };
}

function actionsOf({ lines }: FakeLog): unknown[] {
  return lines.map(({ fields }) => (fields as { action?: unknown }).action);
}

/** Whether what is written is read. */
async function works(link: RedisLink): Promise<boolean> {
  await link.run((client) => client.set('{test}', 'written', 'PX', 60_000));
  return (await link.run((client) => client.get('{test}'))) === 'written';
}

test.serial('with a password and a database', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t, '--requirepass', 'hush/1');
  const { link, log } = await openLink(t, `redis://:hush%2F1@127.0.0.1:${redis.port}/3`);
  t.true(await works(link));
  t.is(redis.cli('-a', 'hush/1', '-n', '3', 'get', '{test}'), 'written');
  t.deepEqual(actionsOf(log), ['redis-connected']);
  const wrong = await openLink(t, `redis://:hush2@127.0.0.1:${redis.port}`);
  t.false(wrong.link.up);
  t.like(wrong.log.lines[0]?.fields, { action: 'redis-away' });
  t.regex(JSON.stringify(wrong.log.lines), /WRONGPASS/);
  t.false(JSON.stringify([log.lines, wrong.log.lines]).includes('hush'));
});

test.serial('with TLS, whose certificate is verified', async (t) => {
  if (withoutTls(t)) return;
  const tlsPort = await freePort();
  const plain = await startRedis(t);
  const [key, cert] = [join(plain.folder, 'key.pem'), join(plain.folder, 'cert.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'],
    ...['-keyout', key, '-out', cert],
  ]);
  await startRedis(
    t,
    ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert],
  );
  const { link, log } = await openLink(t, `rediss://localhost:${tlsPort}`);
  t.false(link.up);
  t.regex(JSON.stringify(log.lines), /self-signed certificate/);
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '-e', programFor(`rediss://localhost:${tlsPort}`)],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: cert } },
  );
  t.is(stdout, 'written');
});

/** Says what it has written and read. */
function programFor(url: string): string {
  const at = (path: string) => new URL(`../../src/${path}`, import.meta.url).href;
  return `
    const { RedisLink } = await import('${at('redis/redis-link.js')}');
    const { parseRedisAddress } = await import('${at('settings/redis-address.js')}');
    const log = { info() {}, warn(fields) { console.error(fields); } };
    const link = await RedisLink.open(parseRedisAddress('${url}'), 'test:', log);
    await link.run((client) => client.set('a', 'written'));
    process.stdout.write(await link.run((client) => client.get('a')));
    link.close();`;
}

test.serial('through a Sentinel, also after another server has taken over', async (t) => {
  if (withoutRedis(t)) return;
  const master = await startRedis(t);
  const replica = await startRedis(t, '--replicaof', '127.0.0.1', String(master.port));
  const sentinel = await startSentinel(t, master);
  const { link, log } = await openLink(t, `redis+sentinel://127.0.0.1:${sentinel.port}/main`);
  t.true(await works(link), JSON.stringify(log.lines));
  await until(() => replica.cli('get', '{test}') === 'written');
  await until(() => sentinel.cli('sentinel', 'replicas', 'main').includes(String(replica.port)));
  while (sentinel.cli('sentinel', 'failover', 'main') !== 'OK')
    await new Promise((resolve) => setTimeout(resolve, 50));
  await until(() => replica.cli('role').startsWith('master'));
  await master.kill();
  await until(() => !link.up);
  await until(() => link.up);
  t.true(await works(link));
});

test.serial('with a Cluster', async (t) => {
  if (withoutRedis(t)) return;
  const nodes: RedisServer[] = [];
  for (let node = 0; node < 3; node++) nodes.push(await startRedis(t, '--cluster-enabled', 'yes'));
  const [first] = nodes;
  const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`);
  first?.cli('--cluster', 'create', ...hosts, '--cluster-yes');
  await until(() => nodes.every((node) => node.cli('cluster', 'info').includes('state:ok')));
  const { link, log } = await openLink(t, `redis+cluster://${hosts.slice(0, 2).join()}`);
  t.true(await works(link), JSON.stringify(log.lines));
  // One key in each third of the slots.
  for (const key of ['a', 'b', 'c']) t.is(await link.run((client) => client.set(key, '1')), 'OK');
});

test.serial(
  'a server that stands still fails what waits for it, and nothing after that is sent',
  async (t) => {
    if (withoutRedis(t)) return;
    const redis = await startRedis(t);
    const { link, log } = await openLink(t, redis.url);
    t.true(await works(link));
    const { sent } = link;
    redis.signal('SIGSTOP');
    const waiting = Array.from({ length: 5 }, () => link.run((client) => client.get('a')));
    for (const command of waiting) await t.throwsAsync(command, { instanceOf: RedisAway });
    for (let time = 0; time < 100; time++)
      await t.throwsAsync(
        link.run((client) => client.get('a')),
        { instanceOf: RedisAway, message: 'Redis is away' },
      );
    t.is(link.sent - sent, 5);
    t.is(link.failed, 5);
    redis.signal('SIGCONT');
    await until(() => link.up);
    t.true(await works(link));
    t.is(link.failed, 5, 'each counts once');
    t.deepEqual(actionsOf(log), ['redis-connected', 'redis-away', 'redis-back']);
  },
);

test.serial(
  'the end of the server is noticed without a command, and its return, each time',
  async (t) => {
    if (withoutRedis(t)) return;
    const redis = await startRedis(t);
    const { link } = await openLink(t, redis.url);
    let returns = 0;
    link.returned(() => returns++);
    for (let time = 1; time <= 3; time++) {
      await redis.kill();
      await until(() => !link.up);
      await redis.start();
      await until(() => link.up);
      t.true(await works(link));
      t.is(returns, time);
    }
  },
);

test.serial('a full server is away until it has room', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  const { link, log } = await openLink(t, redis.url);
  redis.cli('config', 'set', 'maxmemory', '1');
  await t.throwsAsync(works(link), { instanceOf: RedisAway });
  t.regex(JSON.stringify(log.lines), /OOM/);
  // Its own write, and two more tries.
  const refused = () =>
    Number(/cmdstat_set:.*rejected_calls=(\d+)/.exec(redis.cli('info', 'all'))?.[1]);
  await until(() => refused() >= 3);
  t.false(link.up);
  t.is(actionsOf(log).filter((action) => action === 'redis-away').length, 1);
  redis.cli('config', 'set', 'maxmemory', '0');
  await until(() => link.up);
  t.true(await works(link));
});

test.serial('it opens without a server, and finds it later', async (t) => {
  if (withoutRedis(t)) return;
  const redis = await startRedis(t);
  await redis.kill();
  const { link, log } = await openLink(t, redis.url);
  t.false(link.up);
  t.deepEqual(actionsOf(log), ['redis-away']);
  await redis.start();
  await until(() => link.up);
  t.true(await works(link));
});
