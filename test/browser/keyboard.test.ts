import type { Page } from 'playwright-core';
import { allDone, onPage, testWithBrowser } from './page-fixture.js';

const test = testWithBrowser();

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`))
      return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

test?.serial(
  'everything works by keyboard alone',
  onPage('/', {}, async (t, page) => {
    await page.keyboard.press('Tab');
    t.is(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
    await page.keyboard.press('Enter');
    const chooser = page.waitForEvent('filechooser');
    await tabTo(page, '#files');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles('models/golden/chelsea.png');
    await allDone(page);
    await tabTo(page, '#url');
    await page.keyboard.type(t.context.images.url('/rocket.jpg'));
    await page.keyboard.press('Enter');
    await allDone(page);
    await tabTo(page, '#examples button');
    await page.keyboard.press('Space');
    await allDone(page);
    await page.locator('#cards > li').nth(2).waitFor();
    await tabTo(page, '#cards summary');
    await page.keyboard.press('Enter');
    t.is(await page.locator('#cards details[open]').count(), 1);
    await page.locator('tbody tr').waitFor();
    await tabTo(page, 'thead button');
    await page.keyboard.press('Enter');
    t.is(await page.evaluate('document.activeElement.textContent'), 'Image');
    t.is(await page.locator('[aria-sort=ascending]').innerText(), 'Image');
  }),
);

test?.serial(
  'a screen reader hears each answer',
  onPage('/', {}, async (t, page) => {
    await page.getByRole('button', { name: 'A cup of coffee' }).click();
    await allDone(page);
    t.is(await page.locator('#announcement').innerText(), 'coffee.png: espresso, 99.8 %');
    await page.getByRole('button', { name: 'A rocket' }).click();
    await page.getByRole('heading', { name: 'Not sure' }).waitFor();
    t.regex(await page.locator('#announcement').innerText(), /not sure, best guess pole, 25\.1 %/);
  }),
);
