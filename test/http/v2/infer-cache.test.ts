import test from 'ava';
import { DEFAULT_MODEL, startFakeService } from '../../helpers/service.js';
import { HEADER_LENGTH, IMAGE_MODEL, imageInput, infer, VALUES } from './ask.js';

test('images come from the cache, as uploads do; tensors do not', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const upload = await fetch(`${running.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/png' },
    body: 'an image',
  });
  t.is(upload.headers.get('cache-status'), 'classifier; fwd=miss; stored');
  const response = await infer(running, IMAGE_MODEL, { inputs: [imageInput('an image')] });
  t.is(response.headers.get('cache-status'), 'classifier; hit');
  t.regex(String(response.headers.get('server-timing')), /^total;dur=/);
  t.is(running.classifier.calls, 1);
  for (let time = 0; time < 2; time++) {
    const tensor = await infer(running, DEFAULT_MODEL, Buffer.alloc(VALUES), {
      [HEADER_LENGTH]: '0',
    });
    t.is(tensor.headers.get('cache-status'), null);
    t.regex(
      String(tensor.headers.get('server-timing')),
      /^queue;dur=1\.0, inference;dur=3\.0, total;dur=/,
    );
  }
  t.is(running.classifier.tensors.length, 2);
});
