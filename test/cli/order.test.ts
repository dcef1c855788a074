import test from 'ava';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { classify, golden, images } from './run-cli.js';

test('results come in the order of the inputs, whichever image is done first', async (t) => {
  const image = readFileSync(golden('coffee.png'));
  let release: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (release = resolve));
  const server = await startImageServer({
    // Answers only after the second image was asked for.
    '/first': (_request, response) => void asked.then(() => response.end(image)),
    '/second': (_request, response) => {
      response.end(image);
      release();
    },
  });
  t.teardown(server.close);
  const inputs = [server.url('/first'), server.url('/second'), golden('chelsea.png')];
  const { code, stdout } = await classify(['--json', ...inputs], {
    env: { IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8' },
  });
  t.is(code, 0);
  t.deepEqual(images(stdout), inputs);
});
