import test, { type ExecutionContext } from 'ava';
import ipaddr from 'ipaddr.js';
import { setTimeout as delay } from 'node:timers/promises';
import { DnsNameResolver } from '../../src/fetch/names/name-resolver.js';
import { type DnsRecordType, type DnsReply, startDnsServer } from '../helpers/dns-server.js';
import { type Route, startImageServer } from '../helpers/image-server.js';
import { createFetcher, failsWith, fetchFrom, IMAGE, serve } from './fetch-setup.js';

/** A fetcher that may connect to 127.0.0.1 only and uses this DNS server. */
async function withDns(
  t: ExecutionContext,
  answer: (name: string, type: DnsRecordType) => DnsReply,
) {
  const dns = await startDnsServer(answer);
  t.teardown(dns.close);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  return { dns, fetcher: createFetcher(t, {}, { resolver }) };
}

test('by default no spelling of a loopback address is connected to', async (t) => {
  const server = await serve(t);
  const fetcher = createFetcher(t, { allowCidrs: [] });
  for (const host of [
    ...['127.0.0.1', '127.0.0.1.', '2130706433', '0x7f000001', '017700000001', '0177.0.0.1'],
    ...['0x7f.1', '127.1', '１２７.0.0.1', '127。0。0。1', '0.0.0.0', '0', '127.8.8.8'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '[::]', '[::1]'],
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
    ...['[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001:0:808:808::80ff:fffe]'],
    ...['[2606::5efe:127.0.0.1]', '[fe80::1]', '169.254.169.254', '100.100.100.200'],
  ])
    for (const scheme of ['http', 'https'])
      await failsWith(
        t,
        fetchFrom(fetcher, `${scheme}://${host}:${server.port}/image`),
        'address_not_allowed',
      );
  t.is(server.connections, 0);
});

test('a name with a refused address is not connected to', async (t) => {
  const { fetcher } = await withDns(t, (_, type) => (type === 'A' ? ['127.0.0.2'] : ['::1']));
  const server = await startImageServer({ '/image': IMAGE }, { host: '127.0.0.2' });
  t.teardown(server.close);
  for (const scheme of ['http', 'https'])
    await failsWith(
      t,
      fetchFrom(fetcher, `${scheme}://inner.test:${server.port}/image`),
      'address_not_allowed',
    );
  t.is(server.connections, 0);
});

test('only the allowed addresses of a name are tried, first or last', async (t) => {
  const inner = await startImageServer({ '/image': IMAGE }, { host: '127.0.0.2' });
  t.teardown(inner.close);
  const server = await startImageServer({ '/image': IMAGE }, { port: inner.port });
  t.teardown(server.close);
  const { fetcher } = await withDns(t, (name, type) => {
    if (type === 'AAAA') return ['::1', '::ffff:127.0.0.2', '64:ff9b::7f00:1'];
    return name === 'first.test' ? ['127.0.0.2', '127.0.0.1'] : ['127.0.0.1', '127.0.0.2'];
  });
  for (const name of ['first.test', 'last.test'])
    t.deepEqual(await fetchFrom(fetcher, `http://${name}:${server.port}/image`), IMAGE);
  t.is(server.connections, 2);
  t.is(inner.connections, 0);
});

test('a DNS answer that changes between check and use has no effect', async (t) => {
  const inner = await startImageServer({ '/image': IMAGE }, { host: '127.0.0.2' });
  t.teardown(inner.close);
  const routes: Record<string, Route> = {
    '/image': IMAGE,
    '/again': (_, response) =>
      response.writeHead(302, { location: '/image', connection: 'close' }).end(),
  };
  const server = await startImageServer(routes, { port: inner.port });
  t.teardown(server.close);
  const asked = new Map<string, number>();
  const { dns, fetcher } = await withDns(t, (name, type) => {
    if (type === 'AAAA') return [];
    asked.set(name, (asked.get(name) ?? 0) + 1);
    return asked.get(name) === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
  });

  t.deepEqual(await fetchFrom(fetcher, `http://rebind.test:${inner.port}/image`), IMAGE);
  t.is(dns.queries('rebind.test', 'A'), 1); // the socket used the checked address

  await failsWith(
    t,
    fetchFrom(fetcher, `http://rebind2.test:${inner.port}/again`),
    'address_not_allowed',
  );
  t.is(dns.queries('rebind2.test', 'A'), 2); // a new connection, so a new check
  t.is(inner.connections, 0);
});

test('late addresses of one family are tried when those of the other fail', async (t) => {
  const server = await serve(t);
  // The first look-up gets no answer for one family, not even when it sends the query again.
  const silent = { 'four.test': 2, 'six.test': 1 };
  const dns = await startDnsServer((name, type): DnsReply => {
    if (name === 'four.test' && type === 'A')
      return silent[name]-- > 0 ? 'silence' : ['127.0.0.3', '127.0.0.1'];
    if (name === 'six.test' && type === 'AAAA')
      return silent[name]-- > 0 ? 'silence' : ['::ffff:127.0.0.1'];
    return type === 'A' ? ['127.0.0.2'] : ['::ffff:127.0.0.2'];
  });
  t.teardown(dns.close);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  const allowCidrs = [ipaddr.parseCIDR('127.0.0.0/8')];
  const fetcher = createFetcher(t, { allowCidrs }, { resolver });
  for (const name of ['four.test', 'six.test'])
    t.deepEqual(await fetchFrom(fetcher, `http://${name}:${server.port}/image`), IMAGE, name);
});

test('when both families fail, the first error is returned', async (t) => {
  const { dns, fetcher } = await withDns(t, (_, type) => (type === 'A' ? ['127.0.0.1'] : []));
  const error = await failsWith(t, fetchFrom(fetcher, 'http://four.test:1/'), 'upstream_error');
  t.regex(error.message, /refused the connection/);
  t.is(dns.queries('four.test', 'A'), 1);
});

test('name resolution is part of the deadline', async (t) => {
  const dns = await startDnsServer(() => 'silence');
  t.teardown(dns.close);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  const fetcher = createFetcher(t, { timeout: 0.3 }, { resolver });
  await failsWith(t, fetchFrom(fetcher, 'http://silent.test/'), 'upstream_timeout');
});

test('a fetch that ends cancels its look-up', async (t) => {
  let lookup: AbortSignal | undefined;
  const resolver = {
    resolve: (_: string, signal: AbortSignal) => {
      lookup = signal;
      return new Promise<string[]>(() => undefined);
    },
  };
  const fetcher = createFetcher(t, { timeout: 0.2 }, { resolver });
  await failsWith(t, fetchFrom(fetcher, 'http://silent.test/'), 'upstream_timeout');
  while (lookup?.aborted !== true) await delay(5);
  t.pass();
});

test('a name that does not exist is an upstream error', async (t) => {
  const { fetcher } = await withDns(t, () => 'no-such-name');
  await failsWith(t, fetchFrom(fetcher, 'http://missing.test/'), 'upstream_error');
});

test('with a list of hosts only these are connected to, on every hop', async (t) => {
  const dns = await startDnsServer((_, type) => (type === 'A' ? ['127.0.0.1'] : []));
  t.teardown(dns.close);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  const allowHosts = ['images.test', '*.cdn.test'];
  const fetcher = createFetcher(t, { allowHosts }, { resolver });
  const server = await serve(t, {
    '/out': (_, response) =>
      response.writeHead(302, { location: `http://other.test:${server.port}/image` }).end(),
    '/in': (_, response) =>
      response.writeHead(302, { location: `http://a.cdn.test:${server.port}/image` }).end(),
  });
  const at = (host: string, path: string) => `http://${host}:${server.port}${path}`;

  for (const host of ['images.test', 'IMAGES.test.', 'a.cdn.test', 'a.b.cdn.test'])
    t.deepEqual(await fetchFrom(fetcher, at(host, '/image')), IMAGE);
  t.deepEqual(await fetchFrom(fetcher, at('images.test', '/in')), IMAGE);
  const before = server.requests('/image');
  for (const host of ['other.test', 'cdn.test', 'xcdn.test', 'a.images.test', '127.0.0.1'])
    await failsWith(t, fetchFrom(fetcher, at(host, '/image')), 'address_not_allowed');
  const fetching = fetchFrom(fetcher, at('images.test', '/out'));
  const { message } = await failsWith(t, fetching, 'address_not_allowed');
  t.regex(message, /IMAGE_URL_ALLOW_HOSTS/);
  t.is(server.requests('/image'), before);
  t.is(dns.queries('other.test', 'A'), 0);
});

test('the address rules apply to the hosts on the list too', async (t) => {
  const fetcher = createFetcher(t, { allowHosts: ['localhost'], allowCidrs: [] });
  const fetching = fetchFrom(fetcher, 'http://localhost:1/');
  const { message } = await failsWith(t, fetching, 'address_not_allowed');
  t.regex(message, /IMAGE_URL_ALLOW_CIDRS/);
});

test('an allowed range also allows the mapped form', async (t) => {
  const server = await serve(t);
  const allowCidrs = [ipaddr.parseCIDR('127.0.0.0/8')];
  const fetcher = createFetcher(t, { allowCidrs });
  t.deepEqual(await fetchFrom(fetcher, server.url('/image')), IMAGE);
  const mapped = `http://[::ffff:127.0.0.2]:${server.port}/image`;
  await failsWith(t, fetchFrom(fetcher, mapped), 'upstream_error'); // allowed, but nobody listens
});
