import { once } from 'node:events';
import { connect } from 'node:net';
import { classifiersOf } from '../soak/vitals.js';
import type { Upstream } from '../soak/upstream.js';
import { until } from './program.js';

/** The key that the requests have; a search looks for it in vain. */
export const KEY = 'a-key-that-is-in-no-line';
export const KEY_NAME = 'searcher';

/** The trace of three requests, and the id of one of them. */
export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const REQUEST_ID = 'search-2';

interface Target {
  readonly url: string;
  readonly pid: number;
}

/** Sends requests of all kinds, so that lines of all kinds are written. */
export async function sendTraffic(service: Target, upstream: Upstream): Promise<void> {
  const traced = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
  const images = `http://127.0.0.1:${upstream.port}`;
  const classify = (image_url: string, headers: Record<string, string> = {}) =>
    send(service, '/classify-image', JSON.stringify({ image_url }), headers);

  await classify(`${images}/hot/0/?signature=hush`, { ...traced, 'X-Request-Id': 'search-1' });
  await classify(`${images}/hot/0/?signature=hush`, { ...traced, 'X-Request-Id': REQUEST_ID });
  await classify(`${images}/text/0`, { ...traced, 'X-Request-Id': 'search-3' });

  const urls = [`${images}/hot/0/`, `${images}/text/0`, `${images}/missing/0`];
  await send(service, '/classify-images', JSON.stringify({ image_urls: urls }));
  await send(service, '/classify-image', 'no image', { 'Content-Type': 'image/png' });
  await classify(`${images}/missing/0`);
  await classify(`${images}/broken/0`);
  await classify('http://10.0.0.1/%0d%0a{"message":"forged"}\u2028');
  await classify(`${images}/hot/1`, { Authorization: 'Bearer a-key-that-is-wrong' });
  await send(service, '/classify-image', '{');
  await send(service, `/nowhere/${encodeURIComponent('\n{"message":"forged"}')}`);
  for (const path of ['/report', '/readyz', '/livez', '/metrics']) await send(service, path);
  await sendMalformed(service);
  await killClassifier(service);
}

async function send(
  { url }: Target,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json', ...headers },
    body: body ?? null,
  });
  await response.arrayBuffer();
}

async function sendMalformed({ url }: Target): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.resume().write('no HTTP\r\n\r\n');
  await once(socket, 'close');
}

/** A line tells the signal; the service is ready again afterwards. */
async function killClassifier({ pid, url }: Target): Promise<void> {
  const [victim] = classifiersOf(pid);
  if (victim === undefined) throw new Error('the service has no classifier process');
  process.kill(victim, 'SIGKILL');
  await until('another classifier process', 60, async () => {
    const ready = (await fetch(`${url}/readyz`)).ok && !classifiersOf(pid).includes(victim);
    return ready || undefined;
  });
}
