import test from 'ava';
import { startFakeService } from '../helpers/service.js';

test('livez is 200 even while the classifier is not ready', async (t) => {
  const { service, classifier, url } = await startFakeService();
  t.teardown(() => service.stop());
  classifier.ready = false;
  t.is((await fetch(`${url}/livez`)).status, 200);
});

test('readyz is 200, and 503 with Retry-After while the classifier is not ready', async (t) => {
  const { service, classifier, url } = await startFakeService();
  t.teardown(() => service.stop());
  t.is((await fetch(`${url}/readyz`)).status, 200);
  classifier.ready = false;
  const response = await fetch(`${url}/readyz`);
  t.is(response.status, 503);
  t.is(response.headers.get('retry-after'), '1');
  t.like(await response.json(), { error: { code: 'not_ready' } });
  classifier.ready = true;
  t.is((await fetch(`${url}/readyz`)).status, 200);
});
