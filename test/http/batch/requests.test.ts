import test from 'ava';
import { batch, resultsOf, start, urlOf } from './batch.js';

const LIST = 'image_urls is required and must be a list of 1 to 100 strings';
const BAD: [name: string, body: unknown, status: number, message: string | RegExp][] = [
  ['no list', {}, 400, LIST],
  ['one URL', { image_urls: urlOf('a') }, 400, LIST],
  ['an empty list', { image_urls: [] }, 400, LIST],
  ['101 URLs', { image_urls: Array.from({ length: 101 }, () => urlOf('a')) }, 400, LIST],
  ['a number among URLs', { image_urls: [urlOf('a'), 1] }, 400, LIST],
  ['image_url', { image_url: urlOf('a') }, 400, LIST],
  [
    'another key',
    { image_urls: [urlOf('a')], topk: 1 },
    400,
    'unknown key "topk": the keys are image_urls, top_k, model',
  ],
  ['a bad top_k', { image_urls: [urlOf('a')], top_k: 0 }, 400, /^top_k must be/],
  ['an unknown model', { image_urls: [urlOf('a')], model: 'dogs' }, 400, /^unknown model "dogs"/],
  ['no JSON', '{', 400, 'the body is not valid JSON'],
  ['a large body', ' '.repeat(1_048_577), 413, 'the body is larger than 1048576 bytes'],
];
for (const [name, body, status, message] of BAD)
  test(`${name} → ${status}, and nothing is fetched`, async (t) => {
    const running = await start(t);
    const response = await batch(running, body);
    t.is(response.status, status);
    const { error } = (await response.json()) as { error: { message: string } };
    if (typeof message === 'string') t.is(error.message, message);
    else t.regex(error.message, message);
    t.deepEqual(running.fetcher.urls, []);
  });

test('100 URLs of the greatest length fit', async (t) => {
  const running = await start(t);
  const image_urls = Array.from({ length: 100 }, (_, i) => urlOf(i).padEnd(8192, 'x'));
  t.is((await resultsOf(await batch(running, { image_urls }))).length, 100);
});

test('another type of body → 415', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/classify-images`, { method: 'POST', body: new FormData() });
  t.is(response.status, 415);
});

test('another charset → 415', async (t) => {
  const { url } = await start(t);
  const headers = { 'Content-Type': 'application/json; charset=latin1' };
  const body = JSON.stringify({ image_urls: [urlOf('a')] });
  const response = await fetch(`${url}/classify-images`, { method: 'POST', headers, body });
  t.is(response.status, 415);
});

test('a body of exactly 1 MiB is read', async (t) => {
  const running = await start(t);
  const body = JSON.stringify({ image_urls: [urlOf('a')] }).padEnd(1_048_576);
  t.is((await batch(running, body)).status, 200);
});
