import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startImageServer, type ImageServer } from '../helpers/image-server.js';
import { type ServiceProcess, startService } from '../helpers/start-service.js';
import { BROWSER_MISSING, openBrowser } from './open-browser.js';
import { openPage } from './watched-page.js';

const FOLDER = 'models/golden';

/** The file names of the golden images. */
export const GOLDEN = readdirSync(FOLDER).filter((name) => name !== 'NOTICE');

export interface PageContext {
  readonly service: ServiceProcess & { readonly url: string };
  /** Serves the golden images by name. */
  readonly images: ImageServer;
  readonly browser: Browser;
}

/** Tests that share the service with its real model, and a browser. Without a browser they are left out. */
export function testWithBrowser(environment: Record<string, string> = {}) {
  const test = anyTest as TestFn<PageContext>;
  if (BROWSER_MISSING !== undefined) {
    test.skip(BROWSER_MISSING, () => undefined);
    return undefined;
  }
  test.before(async (t) => {
    const files = await Promise.all(
      GOLDEN.map(async (name) => [`/${name}`, await readFile(`${FOLDER}/${name}`)] as const),
    );
    const images = await startImageServer(Object.fromEntries(files));
    const settings = { IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8', CLASSIFIER_PROCESSES: '1' };
    const service = await startService({ ...settings, ...environment });
    t.context = { service, images, browser: await openBrowser() };
  });
  test.after.always(async (t) => {
    const { browser, service, images } = t.context as Partial<PageContext>;
    await browser?.close();
    service?.child.kill('SIGTERM');
    await service?.ended;
    await images?.close();
  });
  return test;
}

/** A test of a page that asks nobody but the service, breaks no policy and logs no error. */
export function onPage(
  path: string,
  options: BrowserContextOptions,
  run: (t: ExecutionContext<PageContext>, page: Page) => Promise<void>,
) {
  return async (t: ExecutionContext<PageContext>): Promise<void> => {
    const { browser, service } = t.context;
    const { page, complaints } = await openPage(browser, service.url + path, options);
    await run(t, page);
    t.deepEqual(complaints, { outside: [], violations: [], errors: [] });
    await page.context().close();
  };
}

/** A page by address, with the result of the image at the top. */
export async function classifyByAddress(page: Page, ...urls: string[]): Promise<void> {
  await page.getByLabel('Or the address of an image').fill(urls.join(' '));
  await page.getByRole('button', { name: 'Classify', exact: true }).click();
  await allDone(page);
}

/** When no image is waiting any more. */
export async function allDone(page: Page): Promise<void> {
  await page.locator('#cards > li').first().waitFor();
  await page
    .locator('#cards > [data-state="waiting"], #cards > [data-state="working"]')
    .first()
    .waitFor({ state: 'detached' });
}
