import 'reflect-metadata';
import test from 'ava';
import { BATCH_LIMITS, DEFAULT_BATCH_LIMITS } from '../../../src/classification/batch-limits.js';
import { openConnection } from '../../helpers/raw-http.js';
import { classify, until } from '../../helpers/service.js';
import { batch, gate, resultsOf, start, urlOf } from './batch.js';

test('100 URLs are worked on 8 at a time', async (t) => {
  const running = await start(t);
  let underWay = 0;
  let most = 0;
  running.fetcher.behaviour = async () => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    return Buffer.from('an image');
  };
  const image_urls = Array.from({ length: 100 }, (_, i) => urlOf(i));
  const results = await resultsOf(await batch(running, { image_urls }));
  t.is(results.filter(({ classification }) => classification === 'golden_retriever').length, 100);
  t.is(most, 8);
});

test('all batches together leave half of the places to others', async (t) => {
  const running = await start(t, { CLASSIFIER_QUEUE_MAX: '3', CLASSIFIER_PROCESSES: '1' });
  const { open } = gate(running);
  const waiting = [0, 1].map((first) =>
    batch(running, { image_urls: [0, 2, 4].map((i) => urlOf(first + i)) }),
  );
  await until(() => running.fetcher.urls.length === 2);
  const alone = [classify(running, { image_url: urlOf('x') })];
  await until(() => running.fetcher.urls.length === 3);
  t.true(running.fetcher.urls.includes(urlOf('x')));
  open();
  for (const response of await Promise.all([...waiting, ...alone])) t.is(response.status, 200);
  for (const response of waiting)
    t.true((await resultsOf(await response)).every(({ error }) => error === undefined));
});

test('where all places are taken, an image of a batch waits for one', async (t) => {
  const running = await start(t, { CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' });
  const { open } = gate(running);
  const alone = ['x', 'y'].map((name) => classify(running, { image_url: urlOf(name) }));
  await until(() => running.fetcher.urls.length === 2);
  const waiting = batch(running, { image_urls: [urlOf('a'), urlOf('b')] });
  t.is((await classify(running, { image_url: urlOf('z') })).status, 503);
  open();
  for (const response of await Promise.all(alone)) t.is(response.status, 200);
  for (const result of await resultsOf(await waiting)) t.is(result.error, undefined);
});

test('an image of a batch that has waited long enough is overloaded, and fails no other', async (t) => {
  const limits = { ...DEFAULT_BATCH_LIMITS, patience: 20 };
  const running = await start(
    t,
    { CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' },
    { override: (container) => container.registerInstance(BATCH_LIMITS, limits) },
  );
  await classify(running, { image_url: urlOf('cached') });
  const { open } = gate(running);
  const alone = ['x', 'y'].map((name) => classify(running, { image_url: urlOf(name) }));
  await until(() => running.fetcher.urls.length === 3);
  const image_urls = [urlOf('a'), urlOf('cached'), urlOf('b')];
  const results = await resultsOf(await batch(running, { image_urls }));
  t.is(results[0]?.error?.code, 'overloaded');
  open();
  await Promise.all(alone);
});

test('when the client hangs up, what is under way is given up, and nothing more is begun', async (t) => {
  const running = await start(t);
  const { open } = gate(running);
  const signals: AbortSignal[] = [];
  const { behaviour } = running.fetcher;
  running.fetcher.behaviour = (url, signal) => {
    signals.push(signal);
    return behaviour(url, signal);
  };
  const body = JSON.stringify({ image_urls: Array.from({ length: 100 }, (_, i) => urlOf(i)) });
  const client = await openConnection(running.service.port);
  client.send(
    `POST /classify-images HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await until(() => signals.length === 8);
  client.socket.destroy();
  await until(() => signals.every(({ aborted }) => aborted));
  open();
  await fetch(`${running.url}/livez`);
  t.is(running.fetcher.urls.length, 8);
  t.is(running.classifier.calls, 0);
  t.deepEqual(running.log.lines, []);
  t.is((await classify(running, { image_url: urlOf('a') })).status, 200);
});

test('each URL counts in the rate limit', async (t) => {
  const running = await start(t, { RATE_LIMIT: '10/86400' });
  const image_urls = ['a', 'b', 'b', 'c'].map(urlOf);
  const first = await batch(running, { image_urls });
  t.is(first.status, 200);
  t.regex(first.headers.get('ratelimit') ?? '', /^"default";r=6;/);
  t.regex((await batch(running, { image_urls })).headers.get('ratelimit') ?? '', /;r=2;/);
  const refused = await batch(running, { image_urls });
  t.is(refused.status, 429);
  t.is(running.fetcher.urls.length, 3);
});

test('more URLs than the rate limit ever allows → invalid_request, not "try again"', async (t) => {
  const running = await start(t, { RATE_LIMIT: '3/86400' });
  const response = await batch(running, { image_urls: ['a', 'b', 'c', 'd'].map(urlOf) });
  t.is(response.status, 400);
  t.like(await response.json(), {
    error: {
      code: 'invalid_request',
      message:
        '4 images are more than the rate limit of 3 in 86400 s ever allows: send fewer at once',
    },
  });
});

test('as many URLs as the limit allows are taken at once, and two cost two', async (t) => {
  const running = await start(t, { RATE_LIMIT: '3/86400' });
  const pair = await batch(running, { image_urls: ['a', 'b'].map(urlOf) });
  t.regex(pair.headers.get('ratelimit') ?? '', /^"default";r=1;/);
  const other = await start(t, { RATE_LIMIT: '3/86400' });
  const all = await batch(other, { image_urls: ['a', 'b', 'c'].map(urlOf) });
  t.is(all.status, 200);
  t.regex(all.headers.get('ratelimit') ?? '', /^"default";r=0;/);
});
