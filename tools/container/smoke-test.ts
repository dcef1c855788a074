/**
 * Starts the service as its container does, has it classify the golden images of every model that
 * was made, and stops it; then the command line classifies them. The image is built only if all of it works.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { argmax } from '../../src/inference/top-k.js';
import { findPreparedModel } from '../../src/inference/prepared-model.js';
import { readServedModel } from '../../src/model/served-model.js';
import { decodeImage } from '../../src/inference/child/decode/decode-image.js';
import { OpByOpGraph } from '../../src/inference/child/graph/op-by-op.js';
import { loadLabels, loadModelCard, resolvePath } from '../../src/model/model-card.js';
import { preprocess } from '../../src/inference/child/preprocess.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MODELS = join(ROOT, 'models');

/** One pixel. */
const GIF = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';

interface Golden {
  readonly file: string;
  readonly classification: string;
}

/** Milliseconds for everything. It takes a few seconds. */
const DEADLINE = 300_000;
void setTimeout(DEADLINE, undefined, { ref: false }).then(() => {
  console.error('the image could not be tested in time');
  process.exit(1);
});

const made = (await readdir(MODELS)).filter((name) => existsSync(join(MODELS, name, 'model.json')));
if (made.length === 0) throw new Error('no model was made');
await testSharp();
for (const name of made) await testModel(join(MODELS, name));

async function testModel(folder: string): Promise<void> {
  const images = await goldenImages(folder);
  if ((await findPreparedModel(await readServedModel(folder))) === undefined)
    throw new Error(`${folder} has no SavedModel that was made from it`);
  await testService(folder, images);
  await testCommandLine(folder, images);
  await testOpByOp(folder, images);
  console.log(`${basename(folder)}: ${images.length} golden images are classified as they should`);
}

async function goldenImages(folder: string): Promise<Golden[]> {
  const { golden } = await loadModelCard(folder);
  return (golden?.predictions ?? []).map(({ image, top }) => ({
    file: resolvePath(folder, image),
    classification: top[0]?.classification ?? '',
  }));
}

/** Twice each, so that the cache answers too. */
async function testService(folder: string, images: Golden[]): Promise<void> {
  const imageServer = await serveImages(images);
  const port = await freePort();
  const service = spawn(process.execPath, [join(ROOT, 'dist/src/main.js')], {
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8',
      MODEL_DIR: folder,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(service, 'exit') as Promise<[number | null]>;
  try {
    const address = `http://127.0.0.1:${port}`;
    await Promise.race([ready(address), exited.then(failToStart)]);
    for (const image of [...images, ...images])
      expect(await classify(address, urlOf(image, imageServer)), image);
    const report = (await (await fetch(`${address}/report`)).json()) as object;
    if (images.length > 0 && 'message' in report) throw new Error('the report is empty');
  } finally {
    service.kill('SIGTERM');
    imageServer.close();
  }
  const [code] = await exited;
  if (code !== 0) throw new Error(`the service ended with code ${String(code)} at SIGTERM`);
}

/** From another folder than the project's, as where a folder with images is mounted. */
async function testCommandLine(folder: string, images: Golden[]): Promise<void> {
  const words = ['classify', '--json', '--model', folder, ...images.map(({ file }) => file)];
  const { stdout } = await promisify(execFile)('image-classifier', words, { cwd: '/' });
  const lines = stdout.trim().split('\n');
  for (const [index, image] of images.entries()) {
    const result = JSON.parse(lines[index] ?? '{}') as { classification?: string };
    expect(result.classification ?? 'nothing', image);
  }
}

function failToStart(): never {
  throw new Error('the service did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(address: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${address}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    await setTimeout(100);
  }
}

async function serveImages(images: Golden[]): Promise<Server> {
  const files = new Map(images.map(({ file }) => [`/${basename(file)}`, file]));
  const server = createServer((request, response) => {
    void readFile(files.get(request.url ?? '') ?? '').then((bytes) => response.end(bytes));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function urlOf({ file }: Golden, server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/${basename(file)}`;
}

async function classify(address: string, url: string): Promise<string> {
  const response = await fetch(`${address}/classify-image`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ image_url: url }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return (JSON.parse(text) as { classification: string }).classification;
}

/** The way that graphs take which libtensorflow does not run as one; it loads other modules. */
async function testOpByOp(folder: string, [image]: Golden[]): Promise<void> {
  if (image === undefined) return;
  const card = await loadModelCard(folder);
  const labels = await loadLabels(folder, card);
  const graph = await OpByOpGraph.load(folder, card);
  const decoded = await decodeImage(await readFile(image.file), {
    maxPixels: Infinity,
    minimumSize: (upright) => upright,
  });
  const { probabilities } = graph.run(preprocess(decoded, card.preprocessing));
  expect(labels[argmax(probabilities)] ?? '', image);
}

/** The service loads sharp when an image first needs it, so its start would not show that it is broken. */
async function testSharp(): Promise<void> {
  const { width, height } = await decodeImage(Buffer.from(GIF, 'base64'), {
    maxPixels: 1,
    minimumSize: (upright) => upright,
  });
  if (width !== 1 || height !== 1) throw new Error('sharp does not decode a GIF');
}

function expect(classification: string, image: Golden): void {
  if (classification !== image.classification)
    throw new Error(
      `${image.file} is a ${classification} where a ${image.classification} is expected`,
    );
}
