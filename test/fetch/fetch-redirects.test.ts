import test from 'ava';
import type { RequestListener } from 'node:http';
import { allClosed, createFetcher, failsWith, fetchFrom, IMAGE, serve } from './fetch-setup.js';

function redirect(location: string, status = 302): RequestListener {
  return (_, response) => response.writeHead(status, { location }).end('moved');
}

test('follows redirects of every status, absolute and relative', async (t) => {
  const server = await serve(t, {
    '/301': redirect('/image', 301),
    '/302': redirect('image', 302),
    '/303': (request, response) => {
      redirect(`http://${request.headers.host ?? ''}/image`, 303)(request, response);
    },
    '/307': redirect('./x/../image#part', 307),
    '/308': redirect('?', 308),
  });
  const fetcher = createFetcher(t, { maxRedirects: 1 });
  for (const path of ['/301', '/302', '/303', '/307'])
    t.deepEqual(await fetchFrom(fetcher, server.url(path)), IMAGE, path);
  await failsWith(t, fetchFrom(fetcher, server.url('/308')), 'upstream_error');
});

test('follows as many redirects as allowed', async (t) => {
  const server = await serve(t, {
    '/1': redirect('/2'),
    '/2': redirect('/3'),
    '/3': redirect('/image'),
  });
  const allowed = createFetcher(t, { maxRedirects: 3 });
  t.deepEqual(await fetchFrom(allowed, server.url('/1')), IMAGE);
  const fewer = createFetcher(t, { maxRedirects: 2 });
  await failsWith(t, fetchFrom(fewer, server.url('/1')), 'upstream_error');
  t.is(server.requests('/image'), 1);
  const none = createFetcher(t, { maxRedirects: 0 });
  await failsWith(t, fetchFrom(none, server.url('/3')), 'upstream_error');
});

test('a loop ends at the bound', async (t) => {
  const server = await serve(t, { '/a': redirect('/b'), '/b': redirect('/a') });
  const fetcher = createFetcher(t, { maxRedirects: 5 });
  await failsWith(t, fetchFrom(fetcher, server.url('/a')), 'upstream_error');
  t.is(server.requests(), 6);
});

test('a redirect to anything but a plain http or https URL is an upstream error', async (t) => {
  const fetcher = createFetcher(t);
  for (const location of [
    ...['file:///etc/passwd', 'ftp://example.com/', 'data:image/png;base64,AA==', 'gopher://a/'],
    ...['http://user:pw@127.0.0.1/', 'http://', 'http://[fe80::1%25lo]/', 'http://a..b/'],
  ]) {
    const server = await serve(t, { '/a': redirect(location) });
    await failsWith(t, fetchFrom(fetcher, server.url('/a')), 'upstream_error');
  }
});

test('a redirect to a refused address is refused, however it is spelled', async (t) => {
  const fetcher = createFetcher(t);
  for (const host of ['127.0.0.2', '2130706434', '0x7f.2', '[::ffff:127.0.0.2]', '[::1]', '0']) {
    const server = await serve(t, { '/a': redirect(`http://${host}:1/`) });
    await failsWith(t, fetchFrom(fetcher, server.url('/a')), 'address_not_allowed');
  }
});

test('the path of a redirect may be raw UTF-8', async (t) => {
  const server = await serve(t, {
    '/a': (_, response) => {
      response.socket?.end('HTTP/1.1 302 Found\r\nLocation: /käse\r\nContent-Length: 0\r\n\r\n');
    },
    '/k%C3%A4se': IMAGE,
  });
  t.deepEqual(await fetchFrom(createFetcher(t), server.url('/a')), IMAGE);
});

test('the connection of a redirect with an endless body is closed', async (t) => {
  const server = await serve(t, {
    '/a': (_, response) => {
      response.writeHead(302, { location: '/image' });
      response.on('drain', () => response.write(Buffer.alloc(65_536)));
      response.write(Buffer.alloc(1_000_000));
    },
  });
  const fetcher = createFetcher(t);
  t.deepEqual(await fetchFrom(fetcher, server.url('/a')), IMAGE);
  fetcher.close();
  await allClosed(server);
  t.is(server.connections, 2);
});

test('redirects share one deadline', async (t) => {
  const server = await serve(t, {
    '/a': (_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/a' }).end(), 100);
    },
  });
  const fetcher = createFetcher(t, { maxRedirects: 100, timeout: 0.5 });
  await failsWith(t, fetchFrom(fetcher, server.url('/a')), 'upstream_timeout');
  t.true(server.requests('/a') <= 6);
});
