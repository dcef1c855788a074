import type { Locator, Page } from 'playwright-core';
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
      await page.locator('[data-map-of]').nth(1).waitFor();
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

test?.serial(
  'the map lies over the image, fades with its slider, and shows any class',
  onPage('/', {}, async (t, page) => {
    await page.getByRole('button', { name: 'A cup of coffee' }).click();
    await page.locator('[data-map-of=espresso]').waitFor();
    const [image, map] = [page.locator('.layers img'), page.locator('.layers canvas')];
    t.deepEqual(await rounded(map), await rounded(image));
    t.deepEqual(await paintAt(page, 0.01, 0.01), [0, 0, 0, 166], 'what the model did not see');
    const [, , , within] = await paintAt(page, 0.53, 0.38);
    const [, , , beside] = await paintAt(page, 0.2, 0.8);
    t.true((within ?? 0) > 3 * (beside ?? 255), `${within} in the cup, ${beside} on the table`);

    const slider = page.getByRole('slider', { name: 'Map' });
    await slider.press('Home');
    t.is(await page.evaluate('document.querySelector(".layers canvas").style.opacity'), '0');

    await page.getByRole('button', { name: 'soup bowl' }).click();
    await page.locator('[data-map-of=soup_bowl]').waitFor();
    t.is(await page.locator('[aria-pressed=true]').innerText(), 'soup bowl');
    const other = page.getByLabel('Any other class');
    await other.fill('golden retriever');
    await other.press('Enter');
    await page.locator('[data-map-of=golden_retriever]').waitFor();
    t.is(await page.locator('[aria-pressed=true]').count(), 0);
    t.is(await page.locator('datalist option').count(), 1000);
    await other.fill('a class of its own');
    await other.press('Enter');
    await page.getByText('The model knows no class of this name').waitFor();
  }),
);

test?.serial(
  'an image by address is shown as the service sees it, with its map',
  onPage('/', {}, async (t, page) => {
    await classifyByAddress(page, t.context.images.url('/coffee.png'));
    await page.locator('[data-map-of=espresso]').waitFor();
    t.is(await page.evaluate('document.querySelector(".layers img").naturalWidth'), 600);
    t.regex((await page.locator('.layers img').getAttribute('src')) ?? '', /^blob:/);
    t.true(((await paintAt(page, 0.53, 0.38))[3] ?? 0) > 50);
  }),
);

/** Where an element is, in whole pixels. */
async function rounded(place: Locator): Promise<number[]> {
  const { x, y, width, height } = (await place.boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  };
  return [x, y, width, height].map(Math.round);
}

/** Red, green, blue and opacity of the map at a place, in shares of its width and height. */
async function paintAt(page: Page, across: number, down: number): Promise<number[]> {
  return await page.evaluate<number[]>(`(() => {
    const canvas = document.querySelector('.layers canvas');
    const place = [${across} * canvas.width, ${down} * canvas.height].map(Math.floor);
    const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    pixel.drawImage(canvas, ...place, 1, 1, 0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  })()`);
}

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
