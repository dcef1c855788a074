import test from 'ava';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { DnsNameResolver } from '../../src/fetch/names/name-resolver.js';
import { startDnsServer } from '../helpers/dns-server.js';
import {
  allClosed,
  createFetcher,
  failsWith,
  fetchFrom,
  never,
  IMAGE,
  serve,
} from './fetch-setup.js';

test('fetches the bytes of an image', async (t) => {
  const server = await serve(t);
  t.deepEqual(await fetchFrom(createFetcher(t), server.url('/image')), IMAGE);
});

test('the request contains the query but not the fragment', async (t) => {
  const seen: (string | undefined)[] = [];
  const server = await serve(t, {
    '/a': (request, response) => {
      seen.push(request.url);
      response.end(IMAGE);
    },
  });
  await fetchFrom(createFetcher(t), server.url('/a?b=%20c&d[]=1#e'));
  t.deepEqual(seen, ['/a?b=%20c&d[]=1']);
});

test('sends its name and the formats it accepts, and no other headers', async (t) => {
  let headers: IncomingHttpHeaders = {};
  const server = await serve(t, {
    '/a': (request, response) => {
      headers = request.headers;
      response.end(IMAGE);
    },
  });
  await fetchFrom(createFetcher(t), server.url('/a'));
  t.regex(headers['user-agent'] ?? '', /^image-classifier-api\/\d+\.\d+\.\d+ \(.+\)$/);
  t.regex(headers.accept ?? '', /image\/\*/);
  t.deepEqual(Object.keys(headers).sort(), [
    ...['accept', 'accept-encoding', 'connection', 'host', 'user-agent'],
  ]);
});

test('the content type is ignored: HTML under image/jpeg and a JPEG under text/html', async (t) => {
  const html = Buffer.from('<html>');
  const server = await serve(t, {
    '/html': (_, response) => response.setHeader('content-type', 'image/jpeg').end(html),
    '/jpeg': (_, response) => response.setHeader('content-type', 'text/html').end(IMAGE),
  });
  const fetcher = createFetcher(t);
  t.deepEqual(await fetchFrom(fetcher, server.url('/html')), html);
  t.deepEqual(await fetchFrom(fetcher, server.url('/jpeg')), IMAGE);
});

for (const [status, code] of [
  [400, 'image_unavailable'],
  [401, 'image_unavailable'],
  [404, 'image_unavailable'],
  [429, 'image_unavailable'],
  [204, 'image_unavailable'],
  [300, 'upstream_error'],
  [304, 'upstream_error'],
  [302, 'upstream_error'], // without Location
  [500, 'upstream_error'],
  [503, 'upstream_error'],
  [999, 'upstream_error'],
] as const)
  test(`status ${status} is ${code}, and the connection is closed`, async (t) => {
    const server = await serve(t, {
      '/a': (_, response) => {
        response.writeHead(status).flushHeaders();
        response.write(IMAGE);
      },
    });
    const fetcher = createFetcher(t);
    await failsWith(t, fetchFrom(fetcher, server.url('/a')), code, status);
    t.is(server.requests('/a'), 1);
    fetcher.close();
    await allClosed(server);
  });

test('an empty body is image_unavailable', async (t) => {
  const server = await serve(t, { '/empty': Buffer.alloc(0) });
  await failsWith(t, fetchFrom(createFetcher(t), server.url('/empty')), 'image_unavailable', 200);
});

test('connections are reused, and the number of idle ones is bounded', async (t) => {
  const dns = await startDnsServer((_, type) => (type === 'A' ? ['127.0.0.1'] : []));
  t.teardown(dns.close);
  const server = await serve(t);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  const fetcher = createFetcher(t, {}, { resolver });
  for (let i = 0; i < 5; i++) await fetchFrom(fetcher, server.url('/image'));
  t.is(server.connections, 1);

  for (let i = 0; i < 80; i++) await fetchFrom(fetcher, `http://n${i}.test:${server.port}/image`);
  t.is(server.connections, 81);
  while (server.open > 64) await delay(5);
  t.is(server.open, 64);
});

test('a kept connection that its server has closed is no failure', async (t) => {
  const used = new WeakSet();
  const server = await serve(t, {
    '/a': (request, response) => {
      if (used.has(request.socket)) request.socket.destroy();
      used.add(request.socket);
      response.end(IMAGE);
    },
  });
  const fetcher = createFetcher(t);
  for (let i = 0; i < 4; i++) t.deepEqual(await fetchFrom(fetcher, server.url('/a')), IMAGE);
  t.true(server.connections > 1);
});

test('the signal ends a fetch at once, in every state', async (t) => {
  const server = await serve(t, {
    '/silent': () => undefined,
    '/body': (_, response) => response.write('x'),
  });
  const dns = await startDnsServer(() => 'silence');
  t.teardown(dns.close);
  const resolver = new DnsNameResolver({ servers: [dns.address] });
  const fetcher = createFetcher(t, {}, { resolver });
  for (const url of [server.url('/silent'), server.url('/body'), 'http://silent.test/']) {
    const stop = new AbortController();
    const fetching = fetcher.fetch(new URL(url), stop.signal);
    const reason = new Error('the client hung up');
    setTimeout(() => {
      stop.abort(reason);
    }, 100);
    t.is(await t.throwsAsync(fetching), reason);
    await allClosed(server);
  }
});

test('with an aborted signal there is no connection', async (t) => {
  const server = await serve(t);
  const reason = new Error('too late');
  const fetching = createFetcher(t).fetch(new URL(server.url('/image')), AbortSignal.abort(reason));
  t.is(await t.throwsAsync(fetching), reason);
  t.is(server.connections, 0);
});

test('a fetch leaves no listener on the signal of its caller', async (t) => {
  const server = await serve(t);
  const fetcher = createFetcher(t);
  let listeners = 0;
  const signal = new Proxy(never, {
    get(target, name) {
      if (name === 'addEventListener') return () => (listeners += 1);
      if (name === 'removeEventListener') return () => (listeners -= 1);
      return Reflect.get(target, name, target) as unknown;
    },
  });
  await fetcher.fetch(new URL(server.url('/image')), signal);
  await t.throwsAsync(fetcher.fetch(new URL(server.url('/missing')), signal));
  t.is(listeners, 0);
});

test('only refused addresses and hosts count as refused', async (t) => {
  const fetcher = createFetcher(t, { allowHosts: ['127.0.0.1', '10.0.0.1'] });
  t.is(fetcher.refused, 0);
  for (const url of ['http://10.0.0.1/', 'http://other.test/'])
    await failsWith(t, fetchFrom(fetcher, url), 'address_not_allowed');
  await failsWith(t, fetchFrom(fetcher, 'http://127.0.0.1:1/'), 'upstream_error');
  t.is(fetcher.refused, 2);
});
