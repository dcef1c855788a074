import test from 'ava';
import type { Classification } from '../../src/inference/classifier.js';
import { classification, classify, startFakeService, until } from '../helpers/service.js';

const IMAGE = { image_url: 'http://example.com/dog.jpg' };
const BOTH = ['squeezenet1_1', 'nudity'];

function startService(environment: Record<string, string> = {}) {
  return startFakeService(environment, { otherModels: ['nudity', 'colours'] });
}

const byDefault = { classification: 'golden_retriever', confidence: '0.864' };
const byNudity = { classification: 'nudity_golden_retriever', confidence: '0.864' };

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const { processing_time, ...body } = (await response.json()) as Record<string, unknown>;
  if (typeof processing_time !== 'string' || !/^\d+\.\d{3}$/.test(processing_time))
    throw new Error(`processing_time is ${String(processing_time)}`);
  return body;
}

test('a name is answered by that model in the usual form, no name by the first model', async (t) => {
  const { service, classifier, ...running } = await startService();
  t.teardown(() => service.stop());
  const named = await classify(running, { ...IMAGE, model: 'nudity' });
  t.deepEqual(await bodyOf(named), byNudity);
  t.deepEqual(await bodyOf(await classify(running, IMAGE)), byDefault);
  t.deepEqual(classifier.asked, [['nudity'], ['squeezenet1_1']]);
});

test('a list is answered by each model, from one fetch and one call of the classifier', async (t) => {
  const { service, classifier, fetcher, ...running } = await startService();
  t.teardown(() => service.stop());
  const response = await classify(running, { ...IMAGE, model: ['nudity', 'squeezenet1_1'] });
  const text = await response.clone().text();
  t.deepEqual(await bodyOf(response), { models: { nudity: byNudity, squeezenet1_1: byDefault } });
  t.true(text.startsWith('{"models":{"nudity":'), text);
  t.is(fetcher.urls.length, 1);
  t.deepEqual(classifier.asked, [['nudity', 'squeezenet1_1']]);
});

test('a list of one is answered in the form of a list', async (t) => {
  const { service, ...running } = await startService();
  t.teardown(() => service.stop());
  const response = await classify(running, { ...IMAGE, model: ['nudity'] });
  t.deepEqual(await bodyOf(response), { models: { nudity: byNudity } });
});

test('top_k lists the predictions of each model', async (t) => {
  const { service, ...running } = await startService();
  t.teardown(() => service.stop());
  const response = await classify(running, { ...IMAGE, model: BOTH, top_k: 2 });
  t.deepEqual(await bodyOf(response), {
    models: {
      squeezenet1_1: {
        ...byDefault,
        predictions: [byDefault, { classification: 'cat', confidence: '0.050' }],
      },
      nudity: {
        ...byNudity,
        predictions: [byNudity, { classification: 'nudity_cat', confidence: '0.050' }],
      },
    },
  });
});

test('an unknown model is refused with the names of the known ones, and nothing is fetched', async (t) => {
  const { service, fetcher, ...running } = await startService();
  t.teardown(() => service.stop());
  for (const model of ['dogs', ['nudity', 'dogs']]) {
    const response = await classify(running, { ...IMAGE, model });
    t.is(response.status, 400);
    t.deepEqual(await response.json(), {
      error: {
        code: 'invalid_request',
        message: 'unknown model "dogs": the models are squeezenet1_1, nudity, colours',
      },
    });
  }
  t.deepEqual(fetcher.urls, []);
});

test('the cache keeps the result of each model: only a missing one is classified', async (t) => {
  const { service, classifier, fetcher, ...running } = await startService();
  t.teardown(() => service.stop());
  const statuses: (string | null)[] = [];
  for (const model of ['nudity', BOTH, BOTH, 'squeezenet1_1', ['colours', 'nudity']]) {
    const response = await classify(running, { ...IMAGE, model });
    t.is(response.status, 200);
    statuses.push(response.headers.get('cache-status'));
    if (model === BOTH)
      t.deepEqual(await bodyOf(response), {
        models: { squeezenet1_1: byDefault, nudity: byNudity },
      });
  }
  t.deepEqual(classifier.asked, [['nudity'], ['squeezenet1_1'], ['colours']]);
  t.is(fetcher.urls.length, 3);
  t.deepEqual(statuses, [
    'classifier; fwd=uri-miss; stored',
    'classifier; fwd=partial; stored',
    'classifier; hit',
    'classifier; hit',
    'classifier; fwd=partial; stored',
  ]);
});

test('the result of one model does not answer for another', async (t) => {
  const { service, classifier, ...running } = await startService();
  t.teardown(() => service.stop());
  const cat: Classification = { ...classification(), probabilities: Float32Array.of(1, 0, 0, 0) };
  await classify(running, { ...IMAGE, model: 'nudity' });
  classifier.behaviour = () => Promise.resolve(cat);
  const response = await classify(running, { ...IMAGE, model: BOTH });
  t.deepEqual(await bodyOf(response), {
    models: { squeezenet1_1: { classification: 'cat', confidence: '1.000' }, nudity: byNudity },
  });
});

test('concurrent requests for the same models share the work, whatever the order of the names', async (t) => {
  const { service, classifier, fetcher, ...running } = await startService();
  t.teardown(() => service.stop());
  let release: (image: Buffer) => void = () => undefined;
  const image = new Promise<Buffer>((resolve) => (release = resolve));
  fetcher.behaviour = () => image;
  const first = classify(running, { ...IMAGE, model: BOTH });
  await until(() => fetcher.urls.length === 1);
  const second = classify(running, { ...IMAGE, model: [...BOTH].reverse() });
  const other = classify(running, { ...IMAGE, model: 'squeezenet1_1' });
  await until(() => fetcher.urls.length === 2);
  // The second has arrived before the other, so it shares by now.
  release(Buffer.from('an image'));
  for (const response of [await first, await second])
    t.deepEqual(await bodyOf(response), { models: { squeezenet1_1: byDefault, nudity: byNudity } });
  t.deepEqual(await bodyOf(await other), byDefault);
  t.is((await second).headers.get('cache-status'), 'classifier; fwd=uri-miss; collapsed; stored');
  t.deepEqual(classifier.asked, [BOTH, ['squeezenet1_1']]);
});

test('the report counts a request for several models once', async (t) => {
  const { service, ...running } = await startService();
  t.teardown(() => service.stop());
  await classify(running, { ...IMAGE, model: BOTH });
  await classify(running, { ...IMAGE, model: 'colours' });
  const report = (await (await fetch(`${running.url}/report`)).json()) as object;
  t.like(report, { [IMAGE.image_url]: { num_requested: 2 } });
});

test('Server-Timing adds up the inference of the models that were run', async (t) => {
  const { service, ...running } = await startService();
  t.teardown(() => service.stop());
  await classify(running, { ...IMAGE, model: 'colours' });
  const response = await classify(running, { ...IMAGE, model: [...BOTH, 'colours'] });
  t.regex(
    String(response.headers.get('server-timing')),
    /^fetch;dur=\d+\.\d, queue;dur=1\.0, decode;dur=2\.0, inference;dur=6\.0, total;dur=\d+\.\d$/,
  );
});

test('readyz lists the models, with the number of golden images that each was checked with', async (t) => {
  const { service, url } = await startService();
  t.teardown(() => service.stop());
  const ready = { status: 'ready', golden_images: 12 };
  t.deepEqual(await (await fetch(`${url}/readyz`)).json(), {
    status: 'ready',
    models: { squeezenet1_1: ready, nudity: ready, colours: ready },
  });
});
