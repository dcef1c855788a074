import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { readdir, readFile, stat } from 'node:fs/promises';
import { exchange } from '../helpers/raw-http.js';
import { testWithService } from '../helpers/shared-service.js';

const test = testWithService();
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** fetch would decompress the body. */
async function get(url: string, headers: Record<string, string> = {}) {
  return await new Promise<{
    status: number;
    headers: Record<string, string | undefined>;
    body: Buffer;
  }>((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const fields = response.headers as Record<string, string | undefined>;
          const body = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: fields, body });
        });
    })
      .on('error', reject)
      .end();
  });
}

test('a browser gets the page at /, everything else a list of the routes', async (t) => {
  const { url } = t.context;
  const page = await get(url, { accept: BROWSER });
  t.is(page.headers['content-type'], 'text/html; charset=utf-8');
  t.true(page.body.includes('<h1'));
  for (const accept of ['*/*', 'application/json']) {
    const list = await get(url, { accept });
    t.is(list.headers['content-type'], 'application/json; charset=utf-8');
    t.true(list.body.includes('POST /classify-image'));
  }
  for (const { headers } of [page, await get(url)])
    t.regex(headers['vary'] ?? '', /^Accept\b(?!-)/);
});

test('a page may load its own files and ask its own service, nothing else', async (t) => {
  const { headers } = await get(`${t.context.url}/docs`);
  const policy = headers['content-security-policy'] ?? '';
  const sources = policy.split('; ').map((directive) => directive.split(' '));
  t.true(policy.startsWith("default-src 'none'; "));
  for (const [directive = '', ...values] of sources)
    for (const value of values)
      t.true(["'none'", "'self'", 'blob:', "'script'"].includes(value), `${directive} ${value}`);
  for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
    t.true(policy.includes(`${directive} 'none'`), directive);
});

test('every file has its type, its validator and the headers of every answer', async (t) => {
  const { url } = t.context;
  const types: Record<string, string> = {
    html: 'text/html; charset=utf-8',
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml; charset=utf-8',
    png: 'image/png',
    jpg: 'image/jpeg',
  };
  const names = (await readdir('dist/src/web/assets')).filter((name) => !/\.(br|gz)$/.test(name));
  t.true(names.length > 20);
  for (const name of names) {
    const { status, headers } = await get(`${url}/assets/${name}`);
    t.is(status, 200, name);
    t.is(headers['content-type'], types[name.replace(/.*\./, '')], name);
    t.is(headers['x-content-type-options'], 'nosniff');
    t.is(headers['cross-origin-resource-policy'], 'same-origin');
    t.is(headers['cache-control'], 'no-cache');
    const again = await get(`${url}/assets/${name}`, { 'if-none-match': headers['etag'] ?? '' });
    t.is(again.status, 304, name);
    t.is(again.headers['etag'], headers['etag']);
    t.is(again.body.length, 0);
  }
});

test('a changed file is sent, whatever the client has', async (t) => {
  const url = `${t.context.url}/assets/style.css`;
  t.is((await get(url, { 'if-none-match': 'W/"of-an-older-one"' })).status, 200);
});

test('texts are compressed as the client takes it, images are not', async (t) => {
  const url = `${t.context.url}/assets/style.css`;
  const plain = await get(url, { 'accept-encoding': 'identity' });
  const brotli = await get(url, { 'accept-encoding': 'gzip, deflate, br, zstd' });
  const gzip = await get(url, { 'accept-encoding': 'gzip, br;q=0' });
  t.is(plain.headers['content-encoding'], undefined);
  const none = await get(url, { 'accept-encoding': 'identity;q=0, *;q=0' });
  t.is(none.status, 200);
  t.is(none.headers['content-encoding'], undefined);
  t.is(brotli.headers['content-encoding'], 'br');
  t.is(gzip.headers['content-encoding'], 'gzip');
  t.deepEqual(brotliDecompressSync(brotli.body), plain.body);
  t.deepEqual(gunzipSync(gzip.body), plain.body);
  for (const { headers } of [plain, brotli, gzip]) t.is(headers['vary'], 'Accept-Encoding');
  const image = await get(`${t.context.url}/assets/coffee.png`, { 'accept-encoding': 'br' });
  t.is(image.headers['content-encoding'], undefined);
  t.deepEqual(image.body, await readFile('models/golden/coffee.png'));
});

test('what is not a file of the page → 404', async (t) => {
  for (const name of [
    '',
    'nothing.js',
    'style.css.br',
    '..%2fassets.json',
    '%2e%2e/assets.json',
    'toString',
  ])
    t.is((await get(`${t.context.url}/assets/${name}`)).status, 404, name);
});

test('HEAD has the head of GET and no body', async (t) => {
  const { service, url } = t.context;
  const { headers } = await get(`${url}/assets/style.css`);
  const answer = await exchange(
    service.port,
    'HEAD /assets/style.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  t.true(answer.startsWith('HTTP/1.1 200 '));
  t.true(answer.includes(`Content-Length: ${headers['content-length']}\r\n`));
  t.true(answer.endsWith('\r\n\r\n'));
});

test('all files of both pages, examples aside, take less than 40 kB', async (t) => {
  const folder = 'dist/src/web/assets';
  const compressed = (await readdir(folder)).filter((name) => name.endsWith('.br'));
  const sizes = await Promise.all(
    compressed.map(async (name) => (await stat(`${folder}/${name}`)).size),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.log(`${total} bytes`);
  t.true(total > 5000 && total < 40_000, `${total} bytes`);
});
