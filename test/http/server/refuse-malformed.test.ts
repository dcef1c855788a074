import test from 'ava';
import { exchange, openConnection, postHead, type RawConnection } from '../../helpers/raw-http.js';
import { startFakeService, until } from '../../helpers/service.js';

const JSON_TYPE = 'Content-Type: application/json\r\n';
const BODY = '{"image_url":"http://example.com/dog.jpg"}';
const REQUEST = postHead(`${JSON_TYPE}Content-Length: ${BODY.length}\r\n`) + BODY;
const BAD_CHUNK = `${postHead(`${JSON_TYPE}Transfer-Encoding: chunked\r\n`)}nonsense\r\n`;

/** Statuses and error codes of all responses in a text, in order. */
function answersIn(text: string): string[] {
  return text.match(/(?<=HTTP\/1\.1 )\d+|(?<="code":")\w+/g) ?? [];
}

/** Sends `text` while the first fetch waits, and lets it finish once `ready` resolves. */
async function answersWhilePending(
  text: string,
  afterwards: (client: RawConnection) => Promise<void>,
  limits = {},
): Promise<string[]> {
  const { service, fetcher, url } = await startFakeService({}, { limits });
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  fetcher.behaviour = async () => {
    await opened;
    return Buffer.from('an image');
  };
  const client = await openConnection(service.port);
  client.send(text);
  await until(() => fetcher.urls.length > 0 || client.socket.destroyed);
  await afterwards(client);
  await fetch(`${url}/livez`);
  const before = client.received();
  open();
  const answers = answersIn(await client.closed);
  await service.stop();
  if (before !== '') throw new Error(`answered before the pending request: ${before}`);
  return answers;
}

const nothing = () => Promise.resolve();

for (const [name, garbage] of [
  ['text that is not HTTP', 'hello\r\n\r\n'],
  ['a request with a malformed chunk', BAD_CHUNK],
] as const)
  test(`a pending request is answered before ${name} behind it is refused`, async (t) => {
    const answers = await answersWhilePending(REQUEST + garbage, nothing);
    t.deepEqual(answers, ['200', '400', 'invalid_request']);
  });

test('all pending requests of a connection are answered before the garbage is refused', async (t) => {
  const answers = await answersWhilePending(`${REQUEST}${REQUEST}hello\r\n\r\n`, nothing);
  t.deepEqual(answers, ['200', '200', '400', 'invalid_request']);
});

test('more garbage while a request is pending is refused once', async (t) => {
  const answers = await answersWhilePending(`${REQUEST}hello\r\n\r\n`, async (client) => {
    for (let time = 0; time < 3; time++) {
      client.send('more\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  t.deepEqual(answers, ['200', '400', 'invalid_request']);
});

test('a request that never arrives behind a pending one does not replace its answer', async (t) => {
  const impatient = { headersTimeout: 2000, requestTimeout: 2000, connectionsCheckingInterval: 50 };
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 3000));
  const answers = await answersWhilePending(`${REQUEST}GET /livez HTTP/1.1\r\n`, wait, impatient);
  t.deepEqual(answers, ['200', '408', 'request_timeout']);
});

test('a malformed chunk is refused at once', async (t) => {
  const { service } = await startFakeService();
  t.teardown(() => service.stop());
  t.deepEqual(answersIn(await exchange(service.port, BAD_CHUNK)), ['400', 'invalid_request']);
});

test('a client that hangs up behind its garbage is no error', async (t) => {
  const { service, fetcher, log } = await startFakeService();
  t.teardown(() => service.stop());
  let abandoned = false;
  fetcher.behaviour = (_url, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        abandoned = true;
        reject(signal.reason as Error);
      });
    });
  const client = await openConnection(service.port);
  client.send(`${REQUEST}hello\r\n\r\n`);
  await until(() => fetcher.urls.length > 0);
  client.socket.destroy();
  await until(() => abandoned);
  t.deepEqual(log.lines, []);
});
