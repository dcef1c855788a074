/**
 * Lays out the page's files beside the compiled code: HTML, styles and icons of src/web/static, the
 * compiled modules of src/web/browser, the example images. What compresses is compressed here, once.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Asset, ENCODINGS, SUFFIXES } from '../../src/web/web-assets.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const STATIC = join(ROOT, 'src/web/static');
const MODULES = join(ROOT, 'dist/src/web/browser');
const GOLDEN = join(ROOT, 'models/golden');
const TARGET = join(ROOT, 'dist/src/web/assets');

/** Golden images to try the page with. Two that the model knows, two that it does not. */
const EXAMPLES = ['coffee.png', 'chelsea.png', 'camera.png', 'rocket.jpg'];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

const COMPRESS = {
  br: (content: Buffer) => brotliCompressSync(content),
  gzip: (content: Buffer) => gzipSync(content, { level: 9 }),
  identity: (content: Buffer) => content,
};

async function build(): Promise<void> {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  const manifest: Record<string, Asset> = {};
  for (const [name, file] of await sources())
    manifest[name] = await layOut(name, await readFile(file));
  await writeFile(`${TARGET}.json`, JSON.stringify(manifest, undefined, 1));
}

/** The name of each asset, and the file that it comes from. */
async function sources(): Promise<(readonly [name: string, file: string])[]> {
  const pages = (await readdir(STATIC)).map((name) => [name, join(STATIC, name)] as const);
  const modules = (await readdir(MODULES))
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, join(MODULES, name)] as const);
  const examples = EXAMPLES.map((name) => [name, join(GOLDEN, name)] as const);
  return [...pages, ...modules, ...examples].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Writes an asset in all its forms. */
async function layOut(name: string, content: Buffer): Promise<Asset> {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`${name} has no media type: add it to TYPES`);
  const encodings = ENCODINGS.filter((form) => form === 'identity' || type.includes('charset'));
  for (const encoding of encodings)
    await writeFile(join(TARGET, name + SUFFIXES[encoding]), COMPRESS[encoding](content));
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 16);
  return { type, etag: `W/"${hash}"`, encodings };
}

await build();
