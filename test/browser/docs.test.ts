import type { Locator, Page } from 'playwright-core';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { accessibilityProblems } from './axe.js';
import { onPage, testWithBrowser } from './page-fixture.js';

const test = testWithBrowser();

/** That of the service. */
const MODEL = 'squeezenet1_1';

const VIEWS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
] as const;

for (const view of VIEWS)
  test?.serial(
    `the documentation can be read by everybody: ${view.colorScheme}, ${view.viewport.width} pixels`,
    onPage('/docs', view, async (t, page) => {
      await page.locator('.operation').first().waitFor();
      t.is(await page.locator('#contents a').count(), OPERATIONS.length);
      for (const summary of await page.locator('summary').all()) await summary.click();
      t.deepEqual(await accessibilityProblems(page), []);
      const width = 'document.documentElement.scrollWidth';
      t.is(await page.evaluate(width), view.viewport.width);
    }),
  );

test?.serial(
  'every operation can be tried on the spot, in each form of its body, and copied for curl',
  onPage('/docs', {}, async (t, page) => {
    const { service, images } = t.context;
    for (const { method, path, body = [] } of OPERATIONS) {
      const section = page.getByRole('region', {
        name: `${method.toUpperCase()} ${path}`,
        exact: true,
      });
      await section.getByText('Try it').click();
      const types = body.map(({ mediaType }) => mediaType);
      for (const type of types.length === 0 ? [''] : types) {
        if (types.length > 1) await section.getByLabel('Type of the body').selectOption(type);
        const text = section.locator('textarea');
        // The tests ask nobody but this machine.
        if (await text.isVisible())
          await text.fill(onLoopback(await text.inputValue(), images.origin));
        if (type === 'application/octet-stream') await sayThatBodyIsRaw(section);
        const asked = path
          .replace('{model_name}', `${MODEL}_image`)
          .replace('{model_version}', '1');
        const answered = page.waitForResponse(
          (response) => new URL(response.url()).pathname === asked,
        );
        await section.getByRole('button', { name: 'Send' }).click();
        const response = await answered;
        t.is(response.status(), 200, `${path} ${type}`);
        await section.locator('.status[data-status="200"]').waitFor();
        const curl = await section.locator('.command code').innerText();
        t.true(curl.startsWith(`curl ${service.url}${asked}`), curl);
      }
    }
  }),
);

test?.serial(
  'a link to an operation leads there',
  onPage('/docs#get-report', { viewport: { width: 1280, height: 600 } }, async (t, page) => {
    const title = page.getByRole('heading', { name: '/report' });
    await title.waitFor();
    await inView(page, '#get-report-title');
    await page.getByRole('link', { name: 'POST /classify-image', exact: true }).click();
    await inView(page, '#post-classify-image-title');
    t.true(page.url().endsWith('#post-classify-image'));
  }),
);

/** The Open Inference Protocol takes JSON by this type too. */
async function sayThatBodyIsRaw(section: Locator): Promise<void> {
  const header = section.getByLabel('Inference-Header-Content-Length');
  if ((await header.count()) > 0) await header.fill('0');
}

function onLoopback(json: string, origin: string): string {
  return json.replaceAll(/https?:\/\/[^"]*/g, `${origin}/coffee.png`);
}

async function inView(page: Page, selector: string): Promise<void> {
  await page.waitForFunction(
    `(() => { const { top } = document.querySelector('${selector}').getBoundingClientRect();
      return top >= 0 && top < innerHeight; })()`,
  );
}
