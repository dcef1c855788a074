import test from 'ava';
import { startFakeService } from '../../helpers/service.js';
import { explain, IMAGE } from './explain.js';

test('the answer is the drawing, named after the class and its confidence', async (t) => {
  const { service, classifier, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const response = await explain(running, IMAGE);
  t.is(response.status, 200);
  const headers = Object.fromEntries(response.headers);
  t.like(headers, {
    'content-type': 'image/png',
    'content-length': '4',
    'content-disposition': 'inline; filename="golden_retriever-0.864.png"',
    'cache-status': 'classifier; fwd=bypass',
    vary: 'Accept',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  t.regex(
    headers['server-timing'] ?? '',
    /^fetch;dur=\d+\.\d, queue;dur=1\.0, decode;dur=2\.0, inference;dur=3\.0, render;dur=4\.0, total;dur=\d+\.\d$/,
  );
  t.regex(headers['x-request-id'] ?? '', /./);
  t.deepEqual([...new Uint8Array(await response.arrayBuffer())], [137, 80, 78, 71]);
  t.deepEqual(classifier.wishes, [{ model: 'squeezenet1_1', class: undefined, draw: true }]);
  t.deepEqual(fetcher.urls, [IMAGE.image_url]);
});

test('or the numbers, and then nothing is drawn', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const response = await explain(running, { ...IMAGE, class: 'teapot' }, 'application/json');
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  t.is(response.headers.get('vary'), 'Accept');
  t.notRegex(String(response.headers.get('server-timing')), /render/);
  const { processing_time, ...body } = (await response.json()) as Record<string, unknown>;
  t.regex(String(processing_time), /^\d+\.\d{3}$/);
  t.deepEqual(body, {
    model: 'squeezenet1_1',
    classification: 'teapot',
    class: 3,
    confidence: '0.864',
    logit: 3.5,
    bias: 0.5,
    grid: [
      [1, 2, 3],
      [4, 5, 3],
    ],
    cells: { x: [50, 150, 250], y: [55, 145] },
    image: { width: 300, height: 200 },
    seen: { left: 10, top: 10, width: 280, height: 180 },
  });
  t.deepEqual(classifier.wishes, [{ model: 'squeezenet1_1', class: 3, draw: false }]);
});

test('the opacity of the map is that of the request', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const opacity of [0, 0.25, 1]) {
    t.is((await explain(running, { ...IMAGE, opacity })).status, 200);
    t.is(classifier.wishes.at(-1)?.opacity, opacity);
  }
  const body = Buffer.from('an image');
  const headers = { 'Content-Type': 'image/png' };
  // As clients write numbers: found by schemathesis.
  for (const opacity of [0.5, 0.1 + 0.2, 0.9999999999999999, 1e-7]) {
    const query = await fetch(`${running.url}/explain-image?opacity=${opacity}`, {
      ...{ method: 'POST', headers, body },
    });
    t.is(query.status, 200);
    t.is(classifier.wishes.at(-1)?.opacity, opacity);
  }
  for (const text of ['', '.5', '-0.5', '1e', '1e999', '0x1', `0.${'1'.repeat(99)}`])
    t.is(
      (
        await fetch(`${running.url}/explain-image?opacity=${text}`, {
          method: 'POST',
          headers,
          body,
        })
      ).status,
      400,
      text,
    );
  for (const opacity of [-0.1, 1.1, '1', null]) {
    const response = await explain(running, { ...IMAGE, opacity });
    t.is(response.status, 400);
    t.like(await response.json(), {
      error: { code: 'invalid_request', message: 'opacity must be a number from 0 to 1' },
    });
  }
});

// RFC 9110, 12.5.1. What is neither, and what cannot be read, gets the PNG.
const preferences: [accept: string, type: 'png' | 'json'][] = [
  ['*/*', 'png'],
  ['image/avif,image/webp,image/apng,image/*,*/*;q=0.8', 'png'],
  ['image/png', 'png'],
  ['image/*', 'png'],
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['APPLICATION/JSON', 'json'],
  ['application/json, text/plain, */*', 'json'],
  ['application/json;q=0.5, image/png', 'png'],
  ['application/json;q=0.5, image/png;q=0.4', 'json'],
  ['application/json;q=0.5, */*;q=0.9', 'png'],
  ['image/png;q=0, */*', 'json'],
  ['application/json;q=0, */*;q=0.1', 'png'],
  ['text/html', 'png'],
  ['application/json;q=0', 'png'],
  ['', 'png'],
  ['nonsense;;;q=7,,', 'png'],
];

test('Accept chooses, with its weights', async (t) => {
  const { service, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [accept, type] of preferences) {
    const response = await explain(running, IMAGE, accept);
    t.is(response.status, 200);
    t.regex(String(response.headers.get('content-type')), new RegExp(type), accept);
    await response.arrayBuffer();
  }
});
