import test from 'ava';
import { SERVED_MODELS, ServedModels } from '../../src/model/served-models.js';
import { explanation, fakeModels, startFakeService, until } from '../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };

function explain(
  { url }: { url: string },
  body: unknown,
  accept?: string,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${url}/explain-image`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(accept !== undefined && { Accept: accept }),
    },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

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

test('an image may also be sent, raw or in a form, with the class in the query or the form', async (t) => {
  const { service, classifier, fetcher, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  const post = (query: string, init: RequestInit) =>
    fetch(`${url}/explain-image${query}`, { method: 'POST', ...init });
  const raw = { headers: { 'Content-Type': 'image/png' }, body: 'an image' };
  const form = (fields: Record<string, string>) => {
    const body = new FormData();
    body.set('image', new Blob(['an image']), 'dog.png');
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return { body };
  };
  for (const [query, init] of [
    ['?class=dog', raw],
    ['?class=1', raw],
    ['', form({ class: 'dog' })],
    ['?class=dog', form({ model: 'squeezenet1_1' })],
  ] as const) {
    const response = await post(query, init);
    t.is(response.status, 200);
    t.is(response.headers.get('content-type'), 'image/png');
    t.regex(String(response.headers.get('server-timing')), /^queue;dur=1\.0, /);
    await response.arrayBuffer();
  }
  t.deepEqual(
    classifier.wishes.map((wish) => wish.class),
    [1, 1, 1, 1],
  );
  t.deepEqual(fetcher.urls, []);
  await until(() => log.events.length === 4);
  t.false(Object.hasOwn(log.events[0]?.fields ?? {}, 'classifier.duration.fetch'));

  for (const [query, init, message] of [
    ['?class=dog&class=cat', raw, 'class must be the name of a class, or its index'],
    ['?top_k=1', raw, 'unknown query parameter "top_k": the parameters are class, model, opacity'],
    ['', form({ class: '4' }), 'unknown class 4: the classes of squeezenet1_1 are 0 to 3'],
  ] as const)
    t.like(await (await post(query, init)).json(), { error: { message } });
});

test('a class is named by its name or its index', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const wanted of ['dog', 1, '1'])
    t.is((await explain(running, { ...IMAGE, class: wanted })).status, 200);
  t.deepEqual(
    classifier.wishes.map((wish) => wish.class),
    [1, 1, 1],
  );
});

const refused: [fields: Record<string, unknown>, message: string | RegExp][] = [
  [
    { class: 'Golden Retriever' },
    'unknown class "Golden Retriever": did you mean "golden_retriever"?',
  ],
  [{ class: 'dogg' }, 'unknown class "dogg": did you mean "dog"?'],
  [
    { class: 'spaceship' },
    'unknown class "spaceship": squeezenet1_1 has 4 classes, such as "cat"; "top_k" of /classify-image lists names',
  ],
  [{ class: 'x'.repeat(10_000) }, /^unknown class "x{64}…": squeezenet1_1 has 4 classes/],
  [{ class: 4 }, 'unknown class 4: the classes of squeezenet1_1 are 0 to 3'],
  [{ class: '4' }, 'unknown class 4: the classes of squeezenet1_1 are 0 to 3'],
  [{ class: -1 }, 'class must be the name of a class, or its index'],
  [{ class: 1.5 }, 'class must be the name of a class, or its index'],
  [{ class: null }, 'class must be the name of a class, or its index'],
  [{ class: ['dog'] }, 'class must be the name of a class, or its index'],
  [{ model: 'other' }, 'unknown model "other": the models are squeezenet1_1'],
  [{ model: ['squeezenet1_1'] }, 'model must be the name of one model'],
  [{ top_k: 3 }, 'unknown key "top_k": the keys are image_url, class, model, opacity'],
  [{ image_url: undefined }, 'image_url is required and must be a string'],
];

test('what a request may not say is refused, and nothing is fetched', async (t) => {
  const { service, fetcher, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  for (const [fields, expected] of refused) {
    const response = await explain(running, { ...IMAGE, ...fields });
    t.is(response.status, 400, JSON.stringify(fields).slice(0, 99));
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.is(error.code, 'invalid_request');
    if (typeof expected === 'string') t.is(error.message, expected);
    else t.regex(error.message, expected);
  }
  t.deepEqual(fetcher.urls, []);
});

test('a name that two classes have is refused with their indices', async (t) => {
  const [model] = (await fakeModels([])).all;
  const labels = ['crane', 'dog', 'crane'];
  const { service, classifier, ...running } = await startFakeService(
    {},
    {
      override: (container) =>
        container.registerInstance(SERVED_MODELS, new ServedModels([{ ...model, labels }])),
    },
  );
  t.teardown(() => service.stop());
  const response = await explain(running, { ...IMAGE, class: 'crane' });
  t.is(response.status, 400);
  t.like(await response.json(), {
    error: { message: '"crane" is the name of 2 classes: give the index, 0 or 2' },
  });
  t.is((await explain(running, { ...IMAGE, class: 2 })).status, 200);
  t.is(classifier.wishes[0]?.class, 2);
});

test('a model whose card has no explain → 422 not_explainable, and nothing is fetched', async (t) => {
  const [model] = (await fakeModels([])).all;
  const card = { ...model.card, explain: undefined };
  const { service, fetcher, ...running } = await startFakeService(
    {},
    {
      override: (container) =>
        container.registerInstance(SERVED_MODELS, new ServedModels([{ ...model, card }])),
    },
  );
  t.teardown(() => service.stop());
  const response = await explain(running, IMAGE);
  t.is(response.status, 422);
  t.deepEqual(await response.json(), {
    error: {
      code: 'not_explainable',
      message: 'the model squeezenet1_1 has no activation map: its card has no "explain"',
    },
  });
  t.deepEqual(fetcher.urls, []);
});

test('concurrent requests for the same share the work; others do not, and nothing is kept', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  classifier.explanation = async (wish) => {
    await finished;
    return explanation(wish);
  };
  const first = explain(running, IMAGE);
  await until(() => classifier.wishes.length === 1);
  const same = explain(running, IMAGE);
  const others = [
    explain(running, { ...IMAGE, class: 2 }),
    explain(running, IMAGE, 'application/json'),
    explain(running, { ...IMAGE, opacity: 0 }),
    explain(running, { image_url: 'http://example.com/other.jpg' }),
  ];
  await until(() => classifier.wishes.length === 5);
  finish();
  t.is((await first).headers.get('cache-status'), 'classifier; fwd=bypass');
  t.is((await same).headers.get('cache-status'), 'classifier; fwd=bypass; collapsed');
  for (const other of await Promise.all(others))
    t.is(other.headers.get('cache-status'), 'classifier; fwd=bypass');
  t.is(classifier.wishes.length, 5);
  await explain(running, IMAGE);
  t.is(classifier.wishes.length, 6);
});

test('a client that hangs up leaves the queue', async (t) => {
  const { service, classifier, ...running } = await startFakeService();
  t.teardown(() => service.stop());
  const abandoned = new Promise<void>((resolve) => {
    classifier.explanation = (_wish, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          resolve();
          reject(signal.reason as Error);
        });
      });
  });
  const hangUp = new AbortController();
  const request = explain(running, IMAGE, undefined, hangUp.signal);
  await until(() => classifier.wishes.length === 1);
  hangUp.abort();
  t.is(await request.catch((error: unknown) => (error as Error).name), 'AbortError');
  await abandoned;
});

test('it needs the scope classify, counts for the rate limit, and not for the report', async (t) => {
  const { service, url } = await startFakeService({
    API_KEYS: 'all:all-0123456789abcdef',
    RATE_LIMIT: '3/60',
  });
  t.teardown(() => service.stop());
  t.is((await explain({ url }, IMAGE)).status, 401);
  const headers = { 'Content-Type': 'application/json', 'X-API-Key': 'all-0123456789abcdef' };
  const body = JSON.stringify(IMAGE);
  const ask = () => fetch(`${url}/explain-image`, { method: 'POST', headers, body });
  t.is((await ask()).status, 200);
  t.deepEqual(await (await fetch(`${url}/report`, { headers })).json(), {
    message: 'service has no classify-image requests within 259200s',
  });
  t.is((await ask()).status, 200);
  const limited = await ask();
  t.is(limited.status, 429);
  t.like(await limited.json(), { error: { code: 'rate_limited' } });
});

test('log and metrics have its image and its stages', async (t) => {
  const { service, log, url } = await startFakeService();
  t.teardown(() => service.stop());
  await (await explain({ url }, IMAGE)).arrayBuffer();
  await until(() => log.events.length === 1);
  t.like(log.events[0]?.fields, {
    'url.path': '/explain-image',
    'http.response.status_code': 200,
    'classifier.image.url': 'http://example.com/dog.jpg',
    'classifier.duration.queue': 1e6,
    'classifier.duration.decode': 2e6,
    'classifier.duration.inference': 3e6,
    'classifier.duration.render': 4e6,
  });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  t.regex(metrics, /^classifier_stage_duration_seconds_sum\{stage="render"\} 0\.004$/m);
  t.regex(
    metrics,
    /^classifier_http_requests_total\{route="\/explain-image",.*status="200".*\} 1$/m,
  );
});
