import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { startImageServer } from '../helpers/image-server.js';
import { startService } from '../helpers/start-service.js';

const FOLDER = 'models/golden';

interface Answer {
  readonly classification: string;
  readonly confidence: string;
  readonly processing_time: string;
  readonly predictions: readonly object[];
}

test('each way in gives the same answer for every golden image', async (t) => {
  const names = (await readdir(FOLDER)).filter((name) => /\.(png|jpg)$/.test(name));
  t.true(names.length >= 12);
  const images = new Map<string, Buffer>();
  for (const name of names) images.set(name, await readFile(`${FOLDER}/${name}`));
  const server = await startImageServer(
    Object.fromEntries([...images].map(([name, image]) => [`/${name}`, image])),
  );
  t.teardown(server.close);
  // Without a cache, so that each way does its own work.
  const service = await startService({
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8',
    CACHE_MAXSIZE: '0',
  });
  t.teardown(async () => {
    service.child.kill('SIGTERM');
    await service.ended;
  });
  const ask = async (
    path: string,
    headers: Record<string, string>,
    body: string | Buffer | FormData,
  ) => {
    const response = await fetch(service.url + path, { method: 'POST', headers, body });
    t.is(response.status, 200);
    return (await response.json()) as Answer & { results: readonly Answer[] };
  };
  const json = { 'Content-Type': 'application/json' };
  const batch = await ask(
    '/classify-images',
    json,
    JSON.stringify({ image_urls: names.map((name) => server.url(`/${name}`)), top_k: 3 }),
  );
  for (const [index, [name, image]] of [...images].entries()) {
    const form = new FormData();
    form.append('image', new Blob([image]), name);
    const byUrl = JSON.stringify({ image_url: server.url(`/${name}`), top_k: 3 });
    const { classification, confidence, predictions } = await ask('/classify-image', json, byUrl);
    const expected = { classification, confidence, predictions };
    const raw = { 'Content-Type': 'application/octet-stream' };
    t.like(await ask('/classify-image?top_k=3', raw, image), expected, name);
    t.like(await ask('/classify-image?top_k=3', {}, form), expected, name);
    t.like(batch.results[index], expected, name);
  }
});
