import test, { type ExecutionContext } from 'ava';
import { bodyOf, exchange } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';

/** The answer to `GET /report` with a Host header. */
async function reportFor(t: ExecutionContext, host: string, listenHost: string): Promise<string> {
  const { service } = await startFakeService({ HOST: listenHost });
  t.teardown(() => service.stop());
  const head = `GET /report HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  return exchange(service.port, head);
}

const LOOPBACK = ['localhost', 'LOCALHOST:8000', 'app.localhost', 'localhost.', '127.0.0.1:8000'];
for (const host of [...LOOPBACK, '127.1.2.3', '[::1]', '[::1]:8000'])
  test(`on loopback, Host ${host} is answered`, async (t) => {
    const answer = await reportFor(t, host, '127.0.0.1');
    t.true(answer.startsWith('HTTP/1.1 200 '), answer);
  });

const OTHER = ['rebind.example', 'rebind.example:8000', '127.0.0.1.rebind.example', '10.0.0.1'];
for (const host of [...OTHER, '[::2]', 'notlocalhost', 'localhost.example', ':80'])
  test(`on loopback, Host ${host} → 403 forbidden`, async (t) => {
    for (const listenHost of ['127.0.0.1', 'localhost']) {
      const answer = await reportFor(t, host, listenHost);
      t.true(answer.startsWith('HTTP/1.1 403 '), answer);
      t.like(bodyOf(answer), { error: { code: 'forbidden' } });
    }
  });

test('on all addresses any Host is answered', async (t) => {
  const answer = await reportFor(t, 'classifier.example.com', '');
  t.true(answer.startsWith('HTTP/1.1 200 '), answer);
});

test('no page of another origin is allowed to read an answer', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  for (const method of ['GET', 'OPTIONS'])
    for (const path of ['/report', '/classify-image', '/nowhere']) {
      const { headers } = await fetch(`${url}${path}`, {
        method,
        headers: { Origin: 'http://rebind.example', 'Access-Control-Request-Method': 'POST' },
      });
      const cors = [...headers.keys()].filter((name) => name.startsWith('access-control-'));
      t.deepEqual(cors, [], `${method} ${path}`);
      t.is(headers.get('cross-origin-resource-policy'), 'same-origin', `${method} ${path}`);
    }
});
