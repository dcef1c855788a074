import test from 'ava';
import { startFakeService } from '../../helpers/service.js';
import { IMAGE, upload } from './upload.js';

test('top_k and model are parameters of the query', async (t) => {
  const running = await startFakeService({}, { otherModels: ['nudity'] });
  t.teardown(() => running.service.stop());
  const one = await upload(running, IMAGE, { query: '?top_k=2&model=nudity' });
  t.like(await one.json(), {
    classification: 'nudity_golden_retriever',
    predictions: [{ confidence: '0.864' }, { classification: 'nudity_cat' }],
  });
  const both = await upload(running, IMAGE, { query: '?model=nudity&model=squeezenet1_1' });
  t.like(await both.json(), {
    models: {
      nudity: { classification: 'nudity_golden_retriever' },
      squeezenet1_1: { classification: 'golden_retriever' },
    },
  });
});

const BAD_QUERIES: [query: string, message: RegExp][] = [
  ['?top_k=0', /^top_k must be an integer from 1 to 1000$/],
  ['?top_k=1001', /^top_k must be/],
  ['?top_k=', /^top_k must be/],
  ['?top_k=1.0', /^top_k must be/],
  ['?top_k=%201', /^top_k must be/],
  ['?top_k=1e2', /^top_k must be/],
  ['?top_k=1&top_k=1', /^top_k must be/],
  ['?topk=1', /^unknown query parameter "topk": the parameters are top_k, model$/],
  ['?image_url=http://a/', /^unknown query parameter "image_url"/],
  ['?__proto__=1', /^unknown query parameter "__proto__"/],
  ['?constructor=1', /^unknown query parameter "constructor"/],
  ['?model=dogs', /^unknown model "dogs": the models are squeezenet1_1$/],
  ['?model=squeezenet1_1&model=squeezenet1_1', /^model must be the name of a model, or a list/],
];
for (const [query, message] of BAD_QUERIES)
  test(`${query} → 400 invalid_request`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    const response = await upload(running, IMAGE, { query });
    t.is(response.status, 400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    t.is(error.code, 'invalid_request');
    t.regex(error.message, message);
    t.is(running.classifier.calls, 0);
  });

test('JSON takes options from the query too, but not the same one twice', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const post = (query: string, body: object) =>
    fetch(`${url}/classify-image${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const taken = await post('?top_k=1', { image_url: 'http://a/' });
  t.is(((await taken.json()) as { predictions: unknown[] }).predictions.length, 1);
  const refused = await post('?top_k=1', { image_url: 'http://a/', top_k: 1 });
  t.is(refused.status, 400);
  t.like(await refused.json(), { error: { message: 'top_k is in the query and in the body' } });
});
