import test from 'ava';
import { classify, startFakeService } from '../helpers/service.js';

test('a picture is classified with three strings of three decimals', async (t) => {
  const service = await startFakeService();
  t.teardown(() => service.service.stop());
  const response = await classify(service, { image_url: 'http://example.com/dog.jpg' });
  const body = (await response.json()) as Record<string, string>;

  t.is(response.status, 200);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  t.deepEqual(Object.keys(body), ['classification', 'confidence', 'processing_time']);
  t.is(body['classification'], 'golden_retriever');
  t.is(body['confidence'], '0.864');
  t.regex(String(body['processing_time']), /^\d+\.\d{3}$/);
});
