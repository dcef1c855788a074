import type { Page } from 'playwright-core';
import { allDone, classifyByAddress, onPage, testWithBrowser } from './page-fixture.js';
import { accessibilityProblems } from './axe.js';

const test = testWithBrowser();

const VIEWS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
] as const;

for (const view of VIEWS)
  test?.serial(
    `every state can be read by everybody: ${view.colorScheme}, ${view.viewport.width} pixels`,
    onPage('/', view, async (t, page) => {
      const { images } = t.context;
      t.deepEqual(await accessibilityProblems(page), [], 'empty');
      t.false(await scrollsSideways(page), 'empty');
      const names = ['coffee.png', 'rocket.jpg', 'nothing.png'];
      await classifyByAddress(page, ...names.map((name) => images.url(`/${name}`)));
      await page.locator('table').waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      t.deepEqual(await states(page), ['sure', 'unsure', 'failed']);
      t.deepEqual(await accessibilityProblems(page), [], 'with results');
      t.false(await scrollsSideways(page), 'with results');
    }),
  );

test?.serial(
  'by address: class, confidence, stages, cache and curl line; then the report',
  onPage('/', {}, async (t, page) => {
    const url = t.context.images.url('/chelsea.png');
    await classifyByAddress(page, url);
    const card = page.locator('#cards > li').first();
    t.is(await card.getByRole('heading').textContent(), 'tiger cat');
    t.regex(await card.innerText(), /53\.6 % sure/);
    t.is(await card.getByRole('meter').count(), 5);
    await card.getByText('newly computed').click();
    t.regex(await card.innerText(), /Run the model\s+[\d.]+ ms[^]*In all/);
    await classifyByAddress(page, url);
    t.regex(await card.innerText(), /Answered in [\d.]+ ms, from the cache/);
    await card.getByText('As a command').click();
    const curl = await card.locator('pre').innerText();
    t.true(curl.startsWith(`curl ${t.context.service.url}/classify-image -H `), curl);
    t.true(curl.includes(`"image_url":"${url}"`), curl);
    const row = page.getByRole('row').filter({ hasText: url });
    t.regex(await row.innerText(), /\s2\s/);
  }),
);

async function scrollsSideways(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}

async function states(page: Page): Promise<(string | null)[]> {
  await allDone(page);
  const cards = await page.locator('#cards > li').all();
  return Promise.all(cards.map((card) => card.getAttribute('data-state')));
}
