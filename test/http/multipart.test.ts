import test from 'ava';
import { startFakeService } from '../helpers/service.js';

const IMAGE = Buffer.from('the bytes of an image');

/** Sends a form as browsers, curl and HTTP libraries do. */
function send({ url }: { url: string }, form: FormData, query = ''): Promise<Response> {
  return fetch(`${url}/classify-image${query}`, { method: 'POST', body: form });
}

function formOf(fields: Record<string, string | Blob>, ...more: [string, string | Blob][]) {
  const form = new FormData();
  for (const [name, value] of [...Object.entries(fields), ...more])
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'photo of a dog.png');
  return form;
}

const FILE = new Blob([IMAGE], { type: 'image/png' });

test('the file of a form is classified, and cached as the same image sent raw', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const { behaviour } = running.classifier;
  running.classifier.behaviour = (image, signal) => {
    t.deepEqual(Buffer.from(image), IMAGE);
    return behaviour(image, signal);
  };
  const response = await send(running, formOf({ image: FILE }));
  t.is(response.status, 200);
  t.deepEqual(Object.keys((await response.json()) as object), [
    'classification',
    'confidence',
    'processing_time',
  ]);
  const raw = await fetch(`${running.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/png' },
    body: IMAGE,
  });
  t.is(raw.headers.get('cache-status'), 'classifier; hit');
});

test('top_k and model are fields of the form, or parameters of the query', async (t) => {
  const running = await startFakeService({}, { otherModels: ['nudity'] });
  t.teardown(() => running.service.stop());
  const fields = { image: FILE, top_k: '2', model: 'nudity' };
  for (const response of [
    await send(running, formOf(fields)),
    await send(running, formOf({ image: FILE }), '?top_k=2&model=nudity'),
  ]) {
    const body = (await response.json()) as { classification: string; predictions: unknown[] };
    t.is(body.classification, 'nudity_golden_retriever');
    t.is(body.predictions.length, 2);
  }
  const both = await send(running, formOf(fields, ['model', 'squeezenet1_1']));
  t.deepEqual(Object.keys(((await both.json()) as { models: object }).models), [
    'nudity',
    'squeezenet1_1',
  ]);
});

test('a form may name the image by its URL', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const response = await send(running, formOf({ image_url: 'http://example.com/ü.jpg' }));
  t.is(response.status, 200);
  t.deepEqual(running.fetcher.urls, ['http://example.com/%C3%BC.jpg']);
});

test('what a browser sends for inputs that are left empty is as if it were not there', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const form = formOf({ image_url: 'http://example.com/dog.jpg', top_k: '' });
  form.append('image', new Blob([]), '');
  t.is((await send(running, form)).status, 200);
  t.is((await send(running, formOf({ image: FILE, image_url: '' }))).status, 200);
});

const REFUSED: [name: string, form: FormData, query: string, message: RegExp][] = [
  ['nothing', formOf({}), '', /not valid multipart|image_url is required/],
  ['neither image nor URL', formOf({ top_k: '2' }), '', /^image_url is required/],
  ['both', formOf({ image: FILE, image_url: 'http://a/' }), '', /^send either image or image_url/],
  [
    'two images',
    formOf({ image: FILE }, ['image', FILE]),
    '',
    /^the form has more than one image$/,
  ],
  [
    'two URLs',
    formOf({ image_url: 'http://a/' }, ['image_url', 'http://a/']),
    '',
    /^image_url is required and must be a string$/,
  ],
  ['a bad top_k', formOf({ image: FILE, top_k: 'many' }), '', /^top_k must be an integer/],
  ['two top_k', formOf({ image: FILE, top_k: '1' }, ['top_k', '1']), '', /^top_k must be/],
  [
    'an unknown field',
    formOf({ image: FILE, file: '1' }),
    '',
    /^unknown field "file": the fields are image, image_url, top_k, model$/,
  ],
  ['an empty image', formOf({ image: new Blob([]) }), '', /^the image is empty$/],
  [
    'an option twice',
    formOf({ image: FILE, top_k: '1' }),
    '?top_k=1',
    /^top_k is in the query and/,
  ],
  [
    'a long text',
    formOf({ image: FILE, top_k: '1'.repeat(65_537) }),
    '',
    /^the form has a field "top_k" of more than 65536 bytes$/,
  ],
];
for (const [name, form, query, message] of REFUSED)
  test(`${name} → 400 invalid_request`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    const response = await send(running, form, query);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.is(response.status, 400, error.message);
    t.is(error.code, 'invalid_request');
    t.regex(error.message, message);
    t.is(running.classifier.calls, 0);
  });

test('a field named __proto__ is refused as any unknown field', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const form = formOf({ image: FILE });
  form.append('__proto__', '1');
  const response = await send(running, form);
  t.like(await response.json(), {
    error: { message: 'unknown field "__proto__": the fields are image, image_url, top_k, model' },
  });
});

test('a file above IMAGE_MAX_BYTES → 422 image_too_large, a form far above → 413 body_too_large', async (t) => {
  const running = await startFakeService({ IMAGE_MAX_BYTES: '1000' });
  t.teardown(() => running.service.stop());
  for (const [size, status, code] of [
    [1000, 200, undefined],
    [1001, 422, 'image_too_large'],
    [70_000, 413, 'body_too_large'],
  ] as const) {
    const response = await send(running, formOf({ image: new Blob([Buffer.alloc(size)]) }));
    t.is(response.status, status);
    const body = (await response.json()) as { error?: { code: string } };
    t.is(body.error?.code, code);
  }
});
