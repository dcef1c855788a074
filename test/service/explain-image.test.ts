import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { startImageServer } from '../helpers/image-server.js';
import { classify } from '../helpers/service.js';
import { ROOT } from '../helpers/squeezenet-variant.js';
import { startService } from '../helpers/start-service.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

interface Body {
  readonly classification: string;
  readonly confidence: string;
  readonly logit: number;
  readonly bias: number;
  readonly grid: number[][];
  readonly cells: { readonly x: number[]; readonly y: number[] };
  readonly image: { readonly width: number; readonly height: number };
  readonly seen: { left: number; top: number; width: number; height: number };
}

test('the whole way: numbers, drawing and errors of the running service', async (t) => {
  const coffee = await readFile(join(ROOT, 'models/golden/coffee.png'));
  const turned = await sharp(coffee).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  const images = await startImageServer({
    '/coffee.png': coffee,
    '/turned.jpg': turned,
    '/text': Buffer.from('no image'),
  });
  t.teardown(images.close);
  const service = await startService({
    MODEL_DIR: await writeModel(t, tinyModel()),
    MODEL: 'squeezenet1_1,efficientnet_lite0',
    CLASSIFIER_PROCESSES: '1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  const explain = (path: string, fields: object = {}, accept = 'application/json') =>
    fetch(`${service.url}/explain-image`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: accept },
      body: JSON.stringify({ image_url: images.url(path), ...fields }),
    });

  for (const [model, side, path] of [
    ['squeezenet1_1', 14, '/coffee.png'],
    ['squeezenet1_1', 14, '/turned.jpg'],
    ['efficientnet_lite0', 7, '/coffee.png'],
  ] as const) {
    const response = await explain(path, { model });
    t.is(response.status, 200);
    const body = (await response.json()) as Body;
    const answer = await classify(service, { image_url: images.url(path), model });
    const { classification, confidence } = (await answer.json()) as Body;
    t.like(body, { classification, confidence, image: { width: 600, height: 400 } });
    t.is(classification, 'espresso');
    t.deepEqual([body.grid.length, body.grid[0]?.length], [side, side]);
    t.deepEqual([body.cells.x.length, body.cells.y.length], [side, side]);
    const values = body.grid.flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    t.true(Math.abs(mean + body.bias - body.logit) < 1e-4);
    const { left, top, width, height } = body.seen;
    t.true(left > 0 && top > 0 && left + width < 600 && top + height < 400);
    // The coffee is in the upper half, in the middle.
    const peak = values.indexOf(Math.max(...values));
    const [x = 0, y = 0] = [body.cells.x[peak % side], body.cells.y[Math.floor(peak / side)]];
    t.true(x > 200 && x < 400 && y > 80 && y < 220, `${model}: ${x}, ${y}`);
  }

  const drawn = await explain('/turned.jpg', { class: 'espresso' }, 'image/png');
  t.is(drawn.headers.get('content-type'), 'image/png');
  t.regex(String(drawn.headers.get('content-disposition')), /filename="espresso-0\.\d{3}\.png"/);
  const { width, height, orientation } = await sharp(await drawn.arrayBuffer()).metadata();
  t.deepEqual([width, height, orientation], [600, 400, undefined]);

  for (const [path, fields, status, code] of [
    ['/coffee.png', { model: 'colours' }, 422, 'not_explainable'],
    ['/coffee.png', { class: 'crane' }, 400, 'invalid_request'],
    ['/coffee.png', { class: 1000 }, 400, 'invalid_request'],
    ['/text', {}, 422, 'not_an_image'],
    ['/none', {}, 422, 'image_unavailable'],
  ] as const) {
    const response = await explain(path, fields, 'image/png');
    t.is(response.status, status, path);
    t.like(await response.json(), { error: { code } });
  }
});
