import test, { type ExecutionContext } from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { startImageServer } from '../helpers/image-server.js';
import { classify } from '../helpers/service.js';
import { spawnService, startService } from '../helpers/start-service.js';
import { tinyModel, writeModel } from '../helpers/tiny-model.js';

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'starts-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** More than 100 MB once decoded. */
function largeWebp(): Promise<Buffer> {
  const create = { width: 7000, height: 5000, channels: 3, background: 'red' } as const;
  return sharp({ create, limitInputPixels: false }).webp({ effort: 0 }).toBuffer();
}

test('the service needs no folder for temporary files', async (t) => {
  const TMPDIR = join(temporaryFolder(t), 'missing');
  const images = await startImageServer({ '/large.webp': await largeWebp() });
  t.teardown(images.close);
  const service = await startService({
    TMPDIR,
    CLASSIFIER_PROCESSES: '1',
    IMAGE_MAX_PIXELS: '100000000',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  t.teardown(() => service.child.kill('SIGKILL'));
  t.is((await classify(service, { image_url: images.url('/large.webp') })).status, 200);
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
});

test('a start puts no file into TMPDIR that a kill could leave there', async (t) => {
  const TMPDIR = temporaryFolder(t);
  const seen: (string | null)[] = [];
  const watcher = watch(TMPDIR, (_event, name) => seen.push(name));
  t.teardown(() => {
    watcher.close();
  });
  const service = await startService({ TMPDIR, CLASSIFIER_PROCESSES: '2' });
  service.child.kill('SIGKILL');
  await service.ended;
  t.deepEqual(seen, []);
  t.deepEqual(readdirSync(TMPDIR), []);
});

// The name has a label that is too long for DNS, so no server is asked. The address is for documentation.
for (const [HOST, code] of [
  ['x'.repeat(64), 'ENOTFOUND'],
  ['192.0.2.1', 'EADDRNOTAVAIL'],
] as const)
  test(`a HOST that cannot be listened on (${code}): one line that names it, and code 1`, async (t) => {
    const ending = await spawnService({ HOST, CLASSIFIER_PROCESSES: '1' }).ended;
    t.is(ending.code, 1);
    t.is(
      ending.stderr,
      `HOST="${HOST}" cannot be listened on (${code}): it must be an address of this machine, or a name of one\n`,
    );
  });

/** The live processes that have this text in their command lines. */
function processesWith(text: string): string[] {
  const listing = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
  return listing.split('\n').filter((command) => command.includes(text));
}

for (const [name, environment, line] of [
  ['a bad setting', { CACHE_TTL: 'soon' }, /^CACHE_TTL="soon" is not allowed: .+\n$/],
  ['a broken card', {}, /^\S+card\.json is no JSON: .+\n$/],
] as const)
  test(`${name}: one line, and no classifier process is left`, async (t) => {
    const MODEL_DIR = await writeModel(t, tinyModel());
    if (name === 'a broken card') writeFileSync(join(MODEL_DIR, 'card.json'), '{');
    const service = spawnService({ MODEL_DIR, CLASSIFIER_PROCESSES: '2', ...environment });
    const { code, stderr } = await service.ended;
    t.deepEqual(processesWith(MODEL_DIR), []);
    t.is(code, 1);
    t.regex(stderr, line);
  });

test('a port in use: one line, and no classifier process is left', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const MODEL_DIR = await writeModel(t, tinyModel());
  const PORT = String((taken.address() as AddressInfo).port);
  const { code, stderr } = await spawnService({ MODEL_DIR, HOST: '127.0.0.1', PORT }).ended;
  t.deepEqual(processesWith(MODEL_DIR), []);
  t.is(code, 1);
  t.regex(stderr, /^port \d+ is in use: .+\n$/);
});
