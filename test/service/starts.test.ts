import test, { type ExecutionContext } from 'ava';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { startImageServer } from '../helpers/image-server.js';
import { classify } from '../helpers/service.js';
import { spawnService, startService } from '../helpers/start-service.js';

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
