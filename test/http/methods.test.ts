import test from 'ava';
import { exchange } from '../helpers/raw-http.js';
import { startFakeService } from '../helpers/service.js';

test('an unknown route → 404 not_found', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const path of ['/nowhere', '/report/2', '/Report', '/classify-image/..%2f', '/%zz'])
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const response = await fetch(`${url}${path}`, { method });
      t.is(response.status, 404, `${method} ${path}`);
      t.like(await response.json(), { error: { code: 'not_found' } });
    }
});

test('a known route with another method → 405 method_not_allowed with Allow', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [path, method, allow] of [
    ['/classify-image', 'GET', 'POST, OPTIONS'],
    ['/classify-image', 'DELETE', 'POST, OPTIONS'],
    ['/report', 'POST', 'HEAD, GET, OPTIONS'],
    ['/livez', 'PATCH', 'HEAD, GET, OPTIONS'],
  ] as const) {
    const response = await fetch(`${url}${path}`, { method });
    t.is(response.status, 405, `${method} ${path}`);
    t.is(response.headers.get('allow'), allow);
    t.like(await response.json(), { error: { code: 'method_not_allowed' } });
  }
});

test('OPTIONS says what is allowed', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const response = await fetch(`${url}/classify-image`, { method: 'OPTIONS' });
  t.is(response.status, 204);
  t.is(response.headers.get('allow'), 'POST, OPTIONS');
  t.is(await response.text(), '');
});

test('HEAD has the head of GET and no body', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [path, status] of [
    ['/report', 200],
    ['/livez', 200],
    ['/nowhere', 404],
    ['/classify-image', 405],
  ] as const) {
    const host = `127.0.0.1:${service.port}`;
    const head = `HEAD ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const answer = await exchange(service.port, head);
    const get = await fetch(`${url}${path}`);
    t.true(answer.startsWith(`HTTP/1.1 ${status} `), answer);
    t.true(answer.endsWith('\r\n\r\n'), 'no body');
    t.regex(answer, new RegExp(`Content-Length: ${(await get.text()).length}\r\n`));
  }
});

test('the query does not change the route', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  t.is((await fetch(`${url}/report?x=1`)).status, 200);
});
