import test from 'ava';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageServer, startImageServer } from '../helpers/image-server.js';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { classify, golden, images, lines, results } from './run-cli.js';

const env = { IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8' };

/** Serves an image at any path but `/gone`, and at `/late` only from the second request on. */
async function startServer(): Promise<ImageServer> {
  const image = readFileSync(golden('rocket.jpg'));
  let asked = 0;
  return await startImageServer({
    '/a': image,
    '/b, "quoted"': image,
    '/b,%20%22quoted%22': image,
    '/c': image,
    '/late': (_request, response) => {
      response.writeHead(asked++ === 0 ? 503 : 200).end(image);
    },
  });
}

for (const name of ['results.jsonl', 'results.csv'])
  test(`${name}: what stands there is skipped, a torn record and a failed server are tried again`, async (t) => {
    const server = await startServer();
    t.teardown(server.close);
    const file = join(await temporaryFolder(t), name);
    const urls = ['/a', '/late', '/gone', '/b, "quoted"', '/c'].map((path) => server.url(path));
    const first = await classify([...urls.slice(0, 4), '--out', file], { env });
    t.deepEqual([first.code, first.stdout], [1, '']);
    t.is(server.requests(), 4);
    const whole = readFileSync(file, 'utf8');
    // The record of `/b, "quoted"` is cut off in the middle, as when the power fails.
    truncateSync(file, whole.length - 12);
    const second = await classify([...urls, '--out', file], { env });
    t.is(second.code, 0);
    t.regex(second.stderr, /^warning: .* its last record was cut off/);
    t.regex(second.stderr, /^3 images in .* · 2 images had been done$/m);
    t.deepEqual(
      ['/a', '/late', '/gone', '/b,%20%22quoted%22', '/c'].map((path) => server.requests(path)),
      [1, 2, 1, 2, 1],
    );
    const text = readFileSync(file, 'utf8');
    const [kept, late] = [lines(whole).slice(0, -1), lines(text).slice(-3)];
    t.deepEqual(lines(text).slice(0, -3), kept);
    t.true(late[0]?.includes('/late') && !late[0].includes('upstream_error'));
    t.true(late[1]?.includes('quoted') && late[2]?.includes('/c'));
    const third = await classify([...urls, '--out', file], { env });
    t.is(third.code, 0);
    t.is(readFileSync(file, 'utf8'), text);
    t.is(server.requests(), 7);
  });

test('one image that had been done is told too', async (t) => {
  const file = join(await temporaryFolder(t), 'a.jsonl');
  await classify([golden('rocket.jpg'), '-o', file]);
  const { stderr } = await classify([golden('rocket.jpg'), golden('coffee.png'), '-o', file]);
  t.regex(stderr, /^1 image in .* · 1 image had been done$/m);
});

test('a file that ends within its first record is begun again', async (t) => {
  const folder = await temporaryFolder(t);
  for (const [name, rest] of [
    ['a.jsonl', '{"ima'],
    ['a.csv', 'image,class'],
  ] as const) {
    const file = join(folder, name);
    writeFileSync(file, rest);
    t.is((await classify([golden('rocket.jpg'), '-o', file])).code, 0);
    t.false(readFileSync(file, 'utf8').startsWith(`${rest}image`));
    t.true(readFileSync(file, 'utf8').includes('rocket.jpg'));
  }
});

test('a file that is no result of the command is left as it is', async (t) => {
  const folder = await temporaryFolder(t);
  const csvHeader = 'image,classification,confidence,error,message\n';
  for (const [name, content] of [
    ['photo.jpg', readFileSync(golden('rocket.jpg'))],
    ['notes.txt', 'some notes without an end'],
    ['list.jsonl', '{"image":"a.jpg"}\n{"id":1}\n'],
    ['other.csv', 'name,class\na,b\n'],
    ['columns.csv', csvHeader.replace('\n', ',classification_2,confidence_2\n')],
    ['row.csv', `${csvHeader}a,b\n`],
  ] as const) {
    const file = join(folder, name);
    writeFileSync(file, content);
    const run = await classify([golden('rocket.jpg'), '--out', file]);
    t.is(run.code, 2, name);
    t.regex(run.stderr, /^error: --out .* is left alone: its record \d is not a result/, name);
    t.deepEqual(readFileSync(file), Buffer.from(content), name);
  }
});

test('a file that cannot be written is a wrong command', async (t) => {
  const folder = await temporaryFolder(t);
  for (const file of [folder, join(folder, 'missing/results.jsonl'), '/dev/null']) {
    const run = await classify([golden('rocket.jpg'), '--out', file]);
    t.is(run.code, 2, file);
    t.regex(run.stderr, /^error: --out .* (cannot be written|is not a regular file)/);
  }
});

test('./a.jpg and a.jpg are one image, and - is never skipped', async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'results.jsonl');
  appendFileSync(join(folder, 'a.jpg'), readFileSync(golden('rocket.jpg')));
  const input = readFileSync(golden('rocket.jpg'));
  await classify(['a.jpg', '-', '--out', file], { cwd: folder, input });
  await classify(['./a.jpg', '-', '--out', file], { cwd: folder, input });
  t.deepEqual(images(readFileSync(file, 'utf8')), ['a.jpg', '-', '-']);
  t.true(results(readFileSync(file, 'utf8')).every(({ classification }) => classification));
});
