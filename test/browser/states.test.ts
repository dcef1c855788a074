import type { ExecutionContext } from 'ava';
import { STATUS_OF_CODE, type ErrorCode, ServiceError } from '../../src/errors.js';
import { startFakeService, until } from '../helpers/service.js';
import { accessibilityProblems } from './axe.js';
import { allDone, classifyByAddress, type PageContext, testWithBrowser } from './page-fixture.js';
import { openPage } from './watched-page.js';

const test = testWithBrowser();

const CLEAN = { outside: [], violations: [], errors: [] };
const KEY = '0123456789abcdef';

/** A page of a service with fakes. */
async function fakePage(
  t: ExecutionContext<PageContext>,
  ...options: Parameters<typeof startFakeService>
) {
  const fake = await startFakeService(...options);
  const opened = await openPage(t.context.browser, fake.url);
  t.teardown(async () => {
    await opened.page.context().close();
    await fake.service.stop();
  });
  return { ...fake, ...opened };
}

test?.serial('each code of the service is said in plain words, with what to do', async (t) => {
  const { page, fetcher, complaints } = await fakePage(t);
  fetcher.behaviour = (url) => {
    const code = url.pathname.slice(1) as ErrorCode;
    return Promise.reject(new ServiceError(code, `this is ${code}`, { retryAfter: 7 }));
  };
  const words = await page.evaluate<string[]>(
    `import('/assets/failure-words.js').then(({ WORDS }) => Object.keys(WORDS))`,
  );
  t.deepEqual(
    Object.keys({ ...STATUS_OF_CODE, internal_error: 500, unreachable: 0 }).sort(),
    words.sort(),
  );
  // The first opens the dialog, and only explanations have the other.
  const codes = Object.keys(STATUS_OF_CODE).filter(
    (code) => code !== 'unauthorized' && code !== 'not_explainable',
  );
  const urls = codes.map((code) => `https://example.com/${code}`);
  await classifyByAddress(page, ...urls);
  const said = new Set<string>();
  for (const code of codes) {
    const failure = page.locator(`.failure[data-code=${code}]`);
    const text = await failure.innerText();
    t.true(text.includes(`this is ${code}`), text);
    t.false(text.includes('The service refused'), `${code} has words`);
    said.add(await failure.locator('strong').innerText());
  }
  t.true(said.size > 12);
  t.regex(await page.locator('[data-code=rate_limited]').innerText(), /Try again in 7 s/);
  t.deepEqual(complaints, CLEAN);
});

test?.serial('a bug of the service is said to be one, and trying again helps', async (t) => {
  const { page, fetcher, complaints } = await fakePage(t);
  let broken = true;
  fetcher.behaviour = () =>
    broken ? Promise.reject(new Error('a bug')) : Promise.resolve(Buffer.from('an image'));
  await classifyByAddress(page, 'https://example.com/cat.jpg');
  t.regex(await page.locator('.failure').innerText(), /Something went wrong in the service/);
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'golden retriever' }).waitFor();
  t.is(await page.locator('.failure').count(), 0);
  t.deepEqual(complaints, CLEAN);
});

test?.serial('a service that does not answer, then does', async (t) => {
  const { page, complaints } = await fakePage(t);
  await page.context().setOffline(true);
  await classifyByAddress(page, 'https://example.com/cat.jpg');
  t.regex(await page.locator('#cards .failure').innerText(), /does not answer. Is it running/);
  await page.context().setOffline(false);
  await page.locator('#cards').getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'golden retriever' }).waitFor();
  t.deepEqual(complaints, CLEAN);
});

test?.serial('several images: what is done is counted', async (t) => {
  const { page, fetcher, complaints } = await fakePage(t);
  const waiting = new Map<string, () => void>();
  fetcher.behaviour = ({ href }) =>
    new Promise((resolve) => {
      const load = () => {
        resolve(Buffer.from(href));
      };
      // The second time it is for the map.
      if (waiting.has(href)) load();
      else waiting.set(href, load);
    });
  const urls = Array.from({ length: 6 }, (_, index) => `https://example.com/${index}.jpg`);
  await page.getByLabel('Or the address of an image').fill(urls.join(' '));
  await page.keyboard.press('Enter');
  await page.getByText('0 of 6 images').waitFor();
  t.deepEqual(await accessibilityProblems(page), []);
  t.is(await page.locator('[data-state=waiting]').count(), 2, 'four at a time');
  for (const [index, url] of urls.entries()) {
    await until(() => waiting.has(url));
    waiting.get(url)?.();
    if (index < 5) await page.getByText(`${index + 1} of 6 images`).waitFor();
  }
  await allDone(page);
  t.false(await page.locator('#progress').isVisible());
  t.deepEqual(complaints, CLEAN);
});

test?.serial('a map that fails can be tried again; a model without maps shows none', async (t) => {
  const { page, classifier, complaints } = await fakePage(t);
  classifier.explanation = () => Promise.reject(new ServiceError('overloaded', 'too much to do'));
  await classifyByAddress(page, 'https://example.com/cat.jpg');
  const failure = page.locator('.explanation .failure');
  t.regex(await failure.innerText(), /too much to do/);
  classifier.explanation = () =>
    Promise.reject(new ServiceError('not_explainable', 'the model has no maps'));
  await failure.getByRole('button', { name: 'Try again' }).click();
  await classifyByAddress(page, 'https://example.com/dog.jpg');
  t.is(await page.locator('#cards > li').count(), 2);
  t.is(await page.locator('#cards > li').first().locator('.explanation').innerText(), '');
  t.is(await page.locator('#cards > li').first().locator('.bars button').count(), 0);
  t.deepEqual(complaints, CLEAN);
});

test?.serial('with keys the page loads, asks for one, and this tab keeps it', async (t) => {
  const { page, url, complaints } = await fakePage(t, { API_KEYS: `people:${KEY}` });
  const dialog = page.getByRole('dialog');
  t.false(await dialog.isVisible());
  const address = page.getByLabel('Or the address of an image');
  await address.fill('https://example.com/cat.jpg https://example.com/dog.jpg');
  await address.press('Enter');
  await dialog.waitFor();
  t.deepEqual(await accessibilityProblems(page), []);
  await page.getByLabel('API key').fill('not the key');
  await page.keyboard.press('Enter');
  await page.getByText('That key was not accepted').waitFor();
  await page.getByLabel('API key').fill(KEY);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'golden retriever' }).nth(1).waitFor();
  await page.getByText('As a command').first().click();
  const curl = await page.locator('pre').first().innerText();
  t.true(curl.includes('"Authorization: Bearer $API_KEY"') && !curl.includes(KEY), curl);
  await page.reload();
  await classifyByAddress(page, 'https://example.com/cat.jpg');
  t.false(await dialog.isVisible());
  await page.getByRole('heading', { name: 'golden retriever' }).waitFor();
  await page.locator('table').waitFor();

  const other = await openPage(t.context.browser, url);
  await other.page.getByLabel('Or the address of an image').fill('https://example.com/cat.jpg');
  await other.page.keyboard.press('Enter');
  await other.page.getByRole('dialog').waitFor();
  await other.page.keyboard.press('Escape');
  await other.page.locator('[data-code=unauthorized]').waitFor();
  await other.page.context().close();
  t.deepEqual([complaints, other.complaints], [CLEAN, CLEAN]);
});

test?.serial('where several models are served, one can be chosen', async (t) => {
  const { page, classifier, complaints } = await fakePage(t, {}, { otherModels: ['other'] });
  await page.getByLabel('Model').selectOption('other');
  await classifyByAddress(page, 'https://example.com/cat.jpg');
  await page.getByRole('heading', { name: 'other golden retriever' }).waitFor();
  t.deepEqual(classifier.asked.at(-1), ['other']);
  t.deepEqual(await accessibilityProblems(page), []);
  t.deepEqual(complaints, CLEAN);
});

test?.serial('the report can be sorted by every column', async (t) => {
  const { page, complaints } = await fakePage(t);
  for (const url of ['b', 'a', 'a', 'c', 'c', 'c'].map((name) => `https://example.com/${name}`))
    await classifyByAddress(page, url);
  const names = async () =>
    (await page.locator('tbody th').allInnerTexts()).map((url) => url.at(-1)).join('');
  await page.locator('tbody tr').nth(2).waitFor();
  t.is(await names(), 'cab');
  await page.getByRole('button', { name: 'Requests' }).click();
  t.is(await names(), 'bac');
  t.is(await page.locator('[aria-sort=ascending]').innerText(), 'Requests');
  await page.getByRole('button', { name: 'Image', exact: true }).click();
  t.is(await names(), 'abc');
  t.is(await page.evaluate('document.activeElement.textContent'), 'Image', 'the focus stays');
  t.is(await page.locator('.chart-bar').count(), 3);
  t.deepEqual(complaints, CLEAN);
});
