import test, { type ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKey } from '../../src/access/api-key.js';
import { KeysFile } from '../../src/access/keys-file.js';
import { FakeLog, until } from '../helpers/service.js';
import { keyLine } from './keys-file-text.js';

const LINES = {
  first: keyLine('first', 'first-0123456789'),
  second: keyLine('second', 'second-0123456789'),
};

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keys-file-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A watched file; `names()` are those of the keys that are valid now. */
async function watch(t: ExecutionContext, path: string) {
  let keys: readonly ApiKey[] = [];
  const log = new FakeLog();
  const file = await KeysFile.open(path, (now) => (keys = now), log);
  t.teardown(() => {
    file.close();
  });
  return { file, log, names: () => keys.map(({ name }) => name).join() };
}

/** As Kubernetes mounts a Secret: the file is a link to ..data/keys, and ..data one to a folder. */
function mountSecret(folder: string, version: string, line: string): string {
  mkdirSync(join(folder, version));
  writeFileSync(join(folder, version, 'keys'), line);
  symlinkSync(version, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  return join(folder, 'keys');
}

test('a changed file is loaded again', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { file, log, names } = await watch(t, path);
  t.is(names(), 'first');
  t.is(file.state, 'current');
  const { loadedAt } = file;
  t.true(loadedAt > 0 && loadedAt <= Date.now());
  writeFileSync(path, `${LINES.first}\n${LINES.second}`);
  await until(() => names() === 'first,second');
  t.true(file.loadedAt > loadedAt);
  t.deepEqual(log.lines, [
    { level: 'info', fields: {}, message: 'the keys file was loaded again' },
  ]);
});

test('a file of the same size and time, renamed over it, is loaded too', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'keys');
  writeFileSync(path, keyLine('one', 'first-0123456789'));
  const { names } = await watch(t, path);
  writeFileSync(join(folder, 'new'), keyLine('two', 'second-0123456789'));
  renameSync(join(folder, 'new'), path);
  await until(() => names() === 'two');
  t.pass();
});

test('a swapped symbolic link two folders above is seen', async (t) => {
  const folder = temporaryFolder(t);
  const path = mountSecret(folder, '..2026_11_24', LINES.first);
  symlinkSync('..data/keys', path);
  const { names } = await watch(t, path);
  t.is(names(), 'first');
  mountSecret(folder, '..2026_11_25', LINES.second);
  await until(() => names() === 'second');
  t.pass();
});

test('a broken file keeps the keys, is logged once, and comes back', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { file, log, names } = await watch(t, path);
  writeFileSync(path, `${LINES.second}\nhush-hush-0123456789`);
  await until(() => file.state === 'broken');
  t.is(names(), 'first');
  // Two more looks, which must not log it again.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  t.is(log.lines.length, 1);
  t.like(log.lines[0], {
    level: 'error',
    message: 'the keys file is broken: the keys loaded before stay valid',
  });
  t.regex(JSON.stringify(log.lines), /line 2: /);
  t.notRegex(JSON.stringify(log.lines), /hush/);
  writeFileSync(path, LINES.second);
  await until(() => file.state === 'current');
  t.is(names(), 'second');
});

test('a file that is gone keeps the keys, and may come back as it was', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { file, log, names } = await watch(t, path);
  rmSync(path);
  await until(() => file.state === 'broken');
  t.deepEqual(log.lines[0]?.fields, { reason: 'it cannot be read (ENOENT)' });
  writeFileSync(path, LINES.first);
  await until(() => file.state === 'current');
  t.is(names(), 'first');
});

test('an emptied file takes all keys back', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { names } = await watch(t, path);
  writeFileSync(path, '');
  await until(() => names() === '');
  t.pass();
});

test('a file that is being written is not taken halfway', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { file, names } = await watch(t, path);
  const seen = new Set<string>();
  // Changes more often than the file is looked at, and the key is not in it yet.
  for (let round = 0; round < 30; round++) {
    writeFileSync(path, `# ${round}\n`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    seen.add(names());
  }
  t.deepEqual([...seen], ['first']);
  writeFileSync(path, LINES.second);
  await until(() => names() === 'second');
  t.is(file.state, 'current');
});

test('after close nothing is loaded', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, LINES.first);
  const { file, names } = await watch(t, path);
  file.close();
  writeFileSync(path, LINES.second);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  t.is(names(), 'first');
});

test('a file may have 1 MiB', async (t) => {
  const path = join(temporaryFolder(t), 'keys');
  writeFileSync(path, `${LINES.first}\n`.padEnd(1 << 20, '#'));
  const { names } = await watch(t, path);
  t.is(names(), 'first');
});

const UNUSABLE: [what: string, make: (path: string) => void, because: string][] = [
  ['missing', () => undefined, 'it cannot be read (ENOENT)'],
  [
    'a folder',
    (path) => {
      mkdirSync(path);
    },
    'it is not a regular file',
  ],
  [
    'too large',
    (path) => {
      writeFileSync(path, '#'.repeat((1 << 20) + 1));
    },
    'it is larger than 1048576 bytes',
  ],
  [
    'malformed',
    (path) => {
      writeFileSync(path, 'hush-hush-0123456789');
    },
    'line 1: after the name must come',
  ],
];
for (const [what, make, because] of UNUSABLE)
  test(`a file that is ${what} cannot be opened, and the error names the setting`, async (t) => {
    const path = join(temporaryFolder(t), 'keys');
    make(path);
    const { message } = await t.throwsAsync(KeysFile.open(path, () => undefined, new FakeLog()));
    t.true(
      message.startsWith(`API_KEYS_FILE=${JSON.stringify(path)} cannot be used: ${because}`),
      message,
    );
    t.notRegex(message, /hush/);
  });
