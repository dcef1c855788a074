import test from 'ava';
import { SERVED_MODELS, ServedModels } from '../../../src/model/served-models.js';
import { fakeModels, startFakeService, until } from '../../helpers/service.js';
import { explain, IMAGE } from './explain.js';

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
