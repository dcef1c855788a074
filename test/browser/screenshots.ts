/** Makes the pictures of the page in the README: the answer for one image, light and dark. */
import { mkdir } from 'node:fs/promises';
import sharp from 'sharp';
import { startService } from '../helpers/start-service.js';
import { openBrowser } from './open-browser.js';
import { openPage } from './watched-page.js';

const FOLDER = 'docs/images';
const SIZE = { width: 1120, height: 720 };

const service = await startService({ CLASSIFIER_PROCESSES: '1' });
const browser = await openBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { colorScheme, viewport: SIZE, deviceScaleFactor: 1.5 };
    const { page } = await openPage(browser, service.url, options);
    await page.getByRole('button', { name: 'A cat' }).click();
    await page.locator('[data-map-of]').waitFor();
    await page.locator('#results').scrollIntoViewIfNeeded();
    await page.evaluate(
      `scrollTo(0, document.querySelector('#results').getBoundingClientRect().top + scrollY - 24)`,
    );
    const file = `${FOLDER}/page-${colorScheme}.webp`;
    await sharp(await page.screenshot())
      .webp({ quality: 82 })
      .toFile(file);
    console.log(file);
    await page.context().close();
  }
} finally {
  await browser.close();
  service.child.kill('SIGTERM');
  await service.ended;
}
