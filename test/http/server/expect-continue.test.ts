import test from 'ava';
import { openConnection, postHead } from '../../helpers/raw-http.js';
import { startFakeService, until } from '../../helpers/service.js';

const EXPECT = 'Expect: 100-continue\r\n';
const GO_ON = 'HTTP/1.1 100 Continue\r\n\r\n';

for (const [name, type, body] of [
  ['JSON', 'application/json', '{"image_url":"http://example.com/dog.jpg"}'],
  ['an image', 'image/png', 'bytes'],
  [
    'a form',
    'multipart/form-data; boundary=B',
    '--B\r\nContent-Disposition: form-data; name="image"\r\n\r\nbytes\r\n--B--',
  ],
] as const)
  test(`a client that waits is asked for ${name}, and keeps its connection`, async (t) => {
    const { service } = await startFakeService();
    t.teardown(() => service.stop());
    const client = await openConnection(service.port);
    client.send(postHead(`${EXPECT}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`));
    await until(() => client.received().length >= GO_ON.length);
    t.is(client.received(), GO_ON);
    client.send(body);
    await until(() => client.received().includes('golden_retriever'));
    client.send('GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    t.true((await client.closed).endsWith('{"status":"live"}'));
  });

for (const [name, headers, status] of [
  ['too large', 'Content-Type: image/png\r\nContent-Length: 1001\r\n', 422],
  ['of no type that is taken', 'Content-Type: text/css\r\nContent-Length: 10\r\n', 415],
  ['compressed', 'Content-Type: image/png\r\nContent-Encoding: br\r\nContent-Length: 9\r\n', 415],
  ["another site's", 'Origin: http://evil.example\r\nContent-Length: 10\r\n', 403],
] as const)
  test(`a body that is ${name} is refused before it is sent, and the connection closed`, async (t) => {
    const { service } = await startFakeService({ IMAGE_MAX_BYTES: '1000' });
    t.teardown(() => service.stop());
    const client = await openConnection(service.port);
    client.send(postHead(EXPECT + headers));
    const answer = await client.closed;
    t.true(answer.startsWith(`HTTP/1.1 ${status} `), answer);
    t.regex(answer, /\r\nConnection: close\r\n/);
  });
