import test, { type ExecutionContext } from 'ava';
import { setMaxListeners } from 'node:events';
import { HostsFile } from '../../../src/fetch/names/hosts-file.js';
import { DnsNameResolver } from '../../../src/fetch/names/name-resolver.js';
import { type DnsReply, type DnsRecordType, startDnsServer } from '../../helpers/dns-server.js';

const never = new AbortController().signal;

async function setUp(t: ExecutionContext, answer: (name: string, type: DnsRecordType) => DnsReply) {
  const dns = await startDnsServer(answer);
  t.teardown(dns.close);
  const hosts = new HostsFile('/nonexistent');
  return { dns, resolver: new DnsNameResolver({ servers: [dns.address], hosts }) };
}

test('returns the addresses of both families', async (t) => {
  const { resolver } = await setUp(t, (_, type) =>
    type === 'A' ? ['192.0.2.1', '192.0.2.2'] : ['2001:db8::1'],
  );
  t.deepEqual(await resolver.resolve('Images.Example.', never), [
    '2001:db8::1',
    '192.0.2.1',
    '192.0.2.2',
  ]);
});

test('both families are returned although IPv4 answers much later than IPv6', async (t) => {
  const { resolver } = await setUp(t, (_, type) =>
    type === 'A' ? { reply: ['192.0.2.1'], afterMs: 300 } : ['2001:db8::1'],
  );
  t.deepEqual(await resolver.resolve('late.test', never), ['2001:db8::1', '192.0.2.1']);
});

test('IPv6 alone is returned when IPv4 never answers', async (t) => {
  const { resolver } = await setUp(t, (_, type) => (type === 'A' ? 'silence' : ['2001:db8::1']));
  t.deepEqual(await resolver.resolve('silent.test', never), ['2001:db8::1']);
});

test('one family can be asked for alone', async (t) => {
  const { dns, resolver } = await setUp(t, (_, type) =>
    type === 'A' ? ['192.0.2.1'] : ['2001:db8::1'],
  );
  t.deepEqual(await resolver.resolve('four.test', never, 4), ['192.0.2.1']);
  t.deepEqual(await resolver.resolve('six.test', never, 6), ['2001:db8::1']);
  t.is(dns.queries('four.test', 'AAAA') + dns.queries('six.test', 'A'), 0);
  t.deepEqual(await resolver.resolve('localhost', never, 6), ['::1']);
});

test('aliases that lead to no address, or in a circle, are an upstream error', async (t) => {
  const { resolver } = await setUp(t, (name) => ({
    cname: name === 'one.test' ? 'two.test' : 'one.test',
  }));
  for (const family of [undefined, 4, 6] as const)
    t.like(await t.throwsAsync(resolver.resolve('one.test', never, family)), {
      code: 'upstream_error',
    });
});

test('one family is enough, whether the other is empty, fails or is never answered', async (t) => {
  const { resolver } = await setUp(t, (name, type) => {
    if (type === 'A') return ['192.0.2.1'];
    if (name === 'empty.test') return [];
    return name === 'fails.test' ? 'no-such-name' : 'silence';
  });
  for (const name of ['empty.test', 'fails.test', 'silent.test'])
    t.deepEqual(await resolver.resolve(name, never), ['192.0.2.1'], name);
});

test('a name that does not exist or has no address is an upstream error', async (t) => {
  const { resolver } = await setUp(t, (name) => (name === 'gone.test' ? 'no-such-name' : []));
  for (const name of ['gone.test', 'empty.test', `${'a'.repeat(64)}.test`, 'a'.repeat(300)]) {
    const error = await t.throwsAsync(resolver.resolve(name, never), { name: 'ServiceError' });
    t.like(error, { code: 'upstream_error' }, name);
  }
});

test('names whose server never answers delay no other', async (t) => {
  const { resolver } = await setUp(t, (name, type) => {
    if (name.startsWith('silent')) return 'silence';
    return type === 'A' ? ['192.0.2.1'] : [];
  });
  const stop = new AbortController();
  setMaxListeners(64, stop.signal);
  let ended = 0;
  const silent = Array.from({ length: 64 }, async (_, index) => {
    await t.throwsAsync(resolver.resolve(`silent${index}.test`, stop.signal));
    ended++;
  });
  t.deepEqual(await resolver.resolve('fine.test', never), ['192.0.2.1']);
  t.is(ended, 0);
  stop.abort(new Error('enough'));
  await Promise.all(silent);
});

test('a look-up ends with its signal, for the reason of the signal', async (t) => {
  const { dns, resolver } = await setUp(t, () => 'silence');
  const reason = new Error('enough');
  const stop = new AbortController();
  setTimeout(() => {
    stop.abort(reason);
  }, 50);
  t.is(await t.throwsAsync(resolver.resolve('silent.test', stop.signal)), reason);
  t.is(await t.throwsAsync(resolver.resolve('silent.test', stop.signal)), reason);
  t.is(dns.queries('silent.test', 'A'), 1); // without the signal it would send the query again
});

test('no answer is cached', async (t) => {
  let last = 0;
  const { dns, resolver } = await setUp(t, (_, type) =>
    type === 'A' ? [`192.0.2.${++last}`] : [],
  );
  t.deepEqual(await resolver.resolve('changing.test', never), ['192.0.2.1']);
  t.deepEqual(await resolver.resolve('changing.test', never), ['192.0.2.2']);
  t.is(dns.queries('changing.test', 'A'), 2);
});

test('localhost and the names of the hosts file need no DNS query', async (t) => {
  const { dns } = await setUp(t, () => ['192.0.2.1']);
  const hosts = { addresses: (name: string) => (name === 'web' ? ['10.0.0.5'] : []) };
  const resolver = new DnsNameResolver({ servers: [dns.address], hosts });
  t.deepEqual(await resolver.resolve('WEB', never), ['10.0.0.5']);
  for (const name of ['localhost', 'LOCALHOST.', 'a.localhost']) {
    t.deepEqual(await resolver.resolve(name, never), ['127.0.0.1', '::1']);
    t.is(dns.queries(name, 'A'), 0);
  }
});
