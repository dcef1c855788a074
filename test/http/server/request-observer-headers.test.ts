import test from 'ava';
import { startFakeService, until } from '../../helpers/service.js';
import { onlyLine } from './only-line.js';

for (const [proxies, address] of [
  ['0', '127.0.0.1'],
  ['1', '198.51.100.7'],
] as const)
  test(`behind ${proxies} trusted proxies the client is ${address}, on every route`, async (t) => {
    const running = await startFakeService({ TRUST_PROXY: proxies });
    t.teardown(() => running.service.stop());
    const headers = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.7' };
    await fetch(`${running.url}/nowhere`, { headers });
    t.is((await onlyLine(running))['client.ip'], address);
  });

test("X-Request-Id: the client's if it is sane, else a new one; it is answered and logged", async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const ask = async (id?: string) => {
    const headers = id === undefined ? {} : { 'X-Request-Id': id };
    return (await fetch(`${running.url}/report`, { headers })).headers.get('x-request-id');
  };
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
  t.is(await ask('trace:7.b/c+d=e@f_G-1'), 'trace:7.b/c+d=e@f_G-1');
  t.is(await ask('a'.repeat(128)), 'a'.repeat(128));
  for (const bad of [undefined, '', 'a'.repeat(129), 'a b', 'a"b', '{}', 'a\tb', 'é'])
    t.regex(String(await ask(bad)), uuid, bad);
  t.not(await ask(), await ask());
  await until(() => running.log.events.length === 12);
  t.is(running.log.events[0]?.fields['http.request.id'], 'trace:7.b/c+d=e@f_G-1');
});

test('traceparent gives trace.id, if it is well-formed', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const headers = [
    `00-${trace}-b7ad6b7169203331-01`,
    `cc-${trace}-b7ad6b7169203331-01-what-the-future-will-bring`,
    `00-${trace}-b7ad6b7169203331-01-more`,
    `ff-${trace}-b7ad6b7169203331-01`,
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-b7ad6b7169203331-01`,
    'nonsense',
  ];
  for (const traceparent of headers)
    await fetch(`${running.url}/report`, { headers: { traceparent } });
  await until(() => running.log.events.length === headers.length);
  t.deepEqual(
    running.log.events.map(({ fields }) => fields['trace.id']),
    [trace, trace, ...Array.from({ length: 6 }, () => undefined)],
  );
});

test('no header of a request is in its line, and only the path of its own URL', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const headers = {
    Authorization: 'Bearer hush-hush',
    'X-API-Key': 'hush-hush',
    Cookie: 'hush-hush',
    'User-Agent': 'hush-hush',
  };
  await fetch(`${running.url}/report?key=hush-hush`, { headers });
  await until(() => running.log.events.length === 1);
  t.false(JSON.stringify(running.log.events).includes('hush-hush'));
});

test('a long path is shortened in its line', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  await fetch(`${running.url}/${'b'.repeat(5000)}`);
  t.is((await onlyLine(running))['url.path'], `/${'b'.repeat(1022)}…`);
});
