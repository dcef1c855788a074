import test from 'ava';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyLine } from '../../access/keys-file-text.js';
import { type ServiceProcess, startService } from '../../helpers/start-service.js';
import { temporaryFolder } from './secret-keys.js';

/** Asks for the report with a key until it is told to stop; returns the statuses in their order, each once. */
async function keepAsking(url: string, key: string, signal: AbortSignal): Promise<number[]> {
  const statuses: number[] = [];
  while (!signal.aborted) {
    const response = await fetch(`${url}/report`, { headers: { 'X-API-Key': key } });
    await response.arrayBuffer();
    if (statuses.at(-1) !== response.status) statuses.push(response.status);
  }
  return statuses;
}

async function becomes(service: ServiceProcess & { url: string }, key: string, status: number) {
  const start = performance.now();
  for (;;) {
    const headers = { 'X-API-Key': key };
    const response = await fetch(`${service.url}/report`, { headers });
    await response.arrayBuffer();
    if (response.status === status) return performance.now() - start;
    await sleep(50);
  }
}

test('a key is rotated under load, and no request fails', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'keys');
  const replace = (...lines: string[]) => {
    writeFileSync(`${path}.new`, lines.join('\n'));
    renameSync(`${path}.new`, path);
  };
  const [before, after, other] = ['before-0123456789', 'after-0123456789', 'other-0123456789'];
  const lines = [keyLine('other', other), keyLine('ci-1', before), keyLine('ci-2', after)] as const;
  replace(lines[0], lines[1]);
  const service = await startService({ API_KEYS_FILE: path, CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => service.child.kill('SIGKILL'));
  const done = new AbortController();
  const [others, olds] = [other, before].map((key) => keepAsking(service.url, key, done.signal));

  replace(...lines);
  t.log(`a new key is valid after ${Math.round(await becomes(service, after, 200))} ms`);
  replace(lines[0], lines[2]);
  t.log(`an old key is invalid after ${Math.round(await becomes(service, before, 401))} ms`);
  done.abort();
  t.deepEqual(await others, [200]);
  t.deepEqual(await olds, [200, 401]);
  service.child.kill('SIGTERM');
  t.like(await service.ended, { code: 0, stderr: '' });
});
