import test, { type ExecutionContext } from 'ava';
import { startFakeService } from '../../helpers/service.js';

const DAY = 86_400;
const [FIRST, SECOND] = ['first-0123456789', 'second-0123456789'];

async function start(t: ExecutionContext, environment: Record<string, string>) {
  const { service, url } = await startFakeService({ HOST: '', ...environment });
  t.teardown(() => service.stop());
  const report = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/report`, { headers });
    await response.arrayBuffer();
    return response;
  };
  /** The statuses of several requests, one after the other. */
  const statuses = async (count: number, headers: Record<string, string> = {}) => {
    const found: number[] = [];
    for (let time = 0; time < count; time++) found.push((await report(headers)).status);
    return found;
  };
  return { url, report, statuses };
}

test('beyond the limit, requests are rate_limited and say until when', async (t) => {
  const { url } = await start(t, { RATE_LIMIT: `2/${DAY}` });
  const post = () =>
    fetch(`${url}/classify-image`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"image_url":"http://example.com/dog.jpg"}',
    });
  for (const [status, remaining] of [
    [200, 1],
    [200, 0],
    [429, 0],
    [429, 0],
  ] as const) {
    const response = await post();
    t.is(response.status, status);
    t.is(response.headers.get('ratelimit-policy'), `"default";q=2;w=${DAY}`);
    const limit = /^"default";r=(\d+);t=(\d+)$/.exec(response.headers.get('ratelimit') ?? '');
    t.is(limit?.[1], String(remaining));
    const reset = Number(limit?.[2]);
    t.true(reset > DAY - 600 && reset <= DAY, 'within ten minutes of the first request');
    t.is(response.headers.get('retry-after'), status === 429 ? String(reset) : null);
    if (status === 429)
      t.deepEqual(await response.json(), {
        error: {
          code: 'rate_limited',
          message: `more than 2 requests in ${DAY} s: try again in ${reset} s`,
        },
      });
  }
});

test('a request that fails counts too', async (t) => {
  const { url, report } = await start(t, { RATE_LIMIT: `1/${DAY}` });
  const response = await fetch(`${url}/classify-image`, { method: 'POST', body: 'nonsense' });
  t.is(response.status, 415);
  t.regex(response.headers.get('ratelimit') ?? '', /^"default";r=0;t=\d+$/);
  t.is((await report()).status, 429);
});

test('health checks and unknown paths have no limit', async (t) => {
  const { url, statuses } = await start(t, { RATE_LIMIT: `1/${DAY}` });
  t.deepEqual(await statuses(2), [200, 429]);
  for (let time = 0; time < 3; time++)
    for (const [path, status] of [
      ['/livez', 200],
      ['/readyz', 200],
      ['/nowhere', 404],
    ] as const) {
      const response = await fetch(url + path);
      t.is(response.status, status, path);
      t.is(response.headers.get('ratelimit'), null);
    }
});

test('each key has its own limit, whatever the address', async (t) => {
  const { statuses } = await start(t, {
    RATE_LIMIT: `2/${DAY}`,
    API_KEYS: `first:${FIRST},second:${SECOND}`,
    TRUST_PROXY: '1',
  });
  const from = (address: string, key: string) => ({ 'X-API-Key': key, 'X-Forwarded-For': address });
  t.deepEqual(await statuses(1, from('192.0.2.1', FIRST)), [200]);
  t.deepEqual(await statuses(2, from('192.0.2.2', FIRST)), [200, 429]);
  t.deepEqual(await statuses(3, from('192.0.2.1', SECOND)), [200, 200, 429]);
});

test('requests without a valid key use up the limit of their address, and no key', async (t) => {
  const { report, statuses } = await start(t, {
    RATE_LIMIT: `2/${DAY}`,
    API_KEYS: `first:${FIRST}`,
  });
  t.deepEqual(await statuses(2, { 'X-API-Key': 'guess-0123456789' }), [401, 401]);
  t.deepEqual(await statuses(1), [429]);
  t.is((await report({ Authorization: 'Bearer other-0123456789' })).status, 429);
  t.deepEqual(await statuses(3, { 'X-API-Key': FIRST }), [200, 200, 429]);
});

test('without trusted proxies, a forged X-Forwarded-For gains nothing', async (t) => {
  const { report } = await start(t, { RATE_LIMIT: `1/${DAY}` });
  t.is((await report({ 'X-Forwarded-For': '192.0.2.1' })).status, 200);
  for (const forged of ['192.0.2.2', 'unknown', '', '127.0.0.1, 192.0.2.3'])
    t.is((await report({ 'X-Forwarded-For': forged })).status, 429, forged);
});

test('behind proxies, only what the outermost trusted one has written counts', async (t) => {
  const { report } = await start(t, { RATE_LIMIT: `1/${DAY}`, TRUST_PROXY: '2' });
  t.is((await report({ 'X-Forwarded-For': '192.0.2.1, 10.0.0.2' })).status, 200);
  for (const forged of ['192.0.2.2', 'unknown', '192.0.2.3, 192.0.2.4', '"', '::'])
    t.is((await report({ 'X-Forwarded-For': `${forged}, 192.0.2.1, 10.0.0.2` })).status, 429);
  t.is((await report({ 'X-Forwarded-For': '192.0.2.9, 10.0.0.2' })).status, 200);
});

test('IPv6 addresses of one /56 share a limit, and a mapped one is IPv4', async (t) => {
  const { report } = await start(t, { RATE_LIMIT: `1/${DAY}`, TRUST_PROXY: '1' });
  for (const [address, status] of [
    ['2001:db8:1:200::1', 200],
    ['2001:db8:1:2ff::2', 429],
    ['2001:db8:1:300::1', 200],
    ['192.0.2.1', 200],
    ['::ffff:192.0.2.1', 429],
  ] as const)
    t.is((await report({ 'X-Forwarded-For': address })).status, status, address);
});

test('without a limit there are no headers of one', async (t) => {
  const { report } = await start(t, {});
  const { headers } = await report();
  t.is(headers.get('ratelimit'), null);
  t.is(headers.get('ratelimit-policy'), null);
});
