import { readFile } from 'node:fs/promises';
import test from 'ava';
import { startImageServer } from '../helpers/image-server.js';
import { startService } from '../helpers/start-service.js';
import { classify } from '../helpers/service.js';
import { BROKEN_SHARP } from './broken-sharp.js';

/** One pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64');

test('a sharp that does not load is no fault of the image: 500, and the others are classified', async (t) => {
  const photo = await readFile('models/golden/rocket.jpg');
  const images = await startImageServer({ '/one.gif': GIF, '/photo.jpg': photo });
  t.teardown(images.close);
  const service = await startService({
    NODE_OPTIONS: BROKEN_SHARP,
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  for (let time = 0; time < 2; time++) {
    const failed = await classify(service, { image_url: images.url('/one.gif') });
    t.is(failed.status, 500);
    t.like(await failed.json(), { error: { code: 'internal_error' } });
    t.is((await classify(service, { image_url: images.url('/photo.jpg') })).status, 200);
  }
  const { stdout } = service.output();
  t.regex(stdout, /sharp cannot be loaded: /);
  t.notRegex(stdout, /a classifier process ended/);
});
