import test from 'ava';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HostsFile } from '../../../src/fetch/names/hosts-file.js';

function temporaryHosts(): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  return {
    path: join(folder, 'hosts'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

test('gives the addresses of a name in the order of the file', (t) => {
  const { path, remove } = temporaryHosts();
  t.teardown(remove);
  writeFileSync(
    path,
    '# comment\n10.0.0.1 one ONE.example. # two\n::1\tlocalhost\n10.0.0.2 one\nx y\n',
  );
  const hosts = new HostsFile(path);
  t.deepEqual(hosts.addresses('one'), ['10.0.0.1', '10.0.0.2']);
  t.deepEqual(hosts.addresses('one.example'), ['10.0.0.1']);
  t.deepEqual(hosts.addresses('localhost'), ['::1']);
  for (const name of ['two', 'y', 'comment', '10.0.0.1', 'constructor', ''])
    t.deepEqual(hosts.addresses(name), [], name);
});

test('reads the file again when it has changed, appeared or been removed', (t) => {
  const { path, remove } = temporaryHosts();
  const hosts = new HostsFile(path);
  t.deepEqual(hosts.addresses('one'), []);
  writeFileSync(path, '10.0.0.1 one');
  t.deepEqual(hosts.addresses('one'), ['10.0.0.1']);
  writeFileSync(path, '10.0.0.22 one');
  t.deepEqual(hosts.addresses('one'), ['10.0.0.22']);
  remove();
  t.deepEqual(hosts.addresses('one'), []);
});

test('does not read a file that is too large, or a folder', (t) => {
  const { path, remove } = temporaryHosts();
  t.teardown(remove);
  const largest = '10.0.0.1 one\n'.padEnd(1_048_576, '#');
  writeFileSync(path, largest);
  t.deepEqual(new HostsFile(path).addresses('one'), ['10.0.0.1']);
  writeFileSync(path, `${largest}#`);
  t.deepEqual(new HostsFile(path).addresses('one'), []);
  t.deepEqual(new HostsFile(tmpdir()).addresses('one'), []);
});

/** Runs a function without the rights of root, which may read every file. */
function unprivileged<T>(run: () => T): T {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}

test('keeps its names while the file cannot be read, then reads it again', (t) => {
  const { path, remove } = temporaryHosts();
  t.teardown(remove);
  chmodSync(dirname(path), 0o755);
  writeFileSync(path, '10.0.0.1 one');
  const hosts = new HostsFile(path);
  const addresses = () => unprivileged(() => hosts.addresses('one'));
  t.deepEqual(addresses(), ['10.0.0.1']);

  writeFileSync(path, '10.0.0.22 one');
  chmodSync(path, 0);
  t.deepEqual(addresses(), ['10.0.0.1'], 'the file cannot be read');
  chmodSync(path, 0o644);
  t.deepEqual(addresses(), ['10.0.0.22']);

  chmodSync(dirname(path), 0);
  t.deepEqual(addresses(), ['10.0.0.22'], 'the folder cannot be searched');
  chmodSync(dirname(path), 0o755);
});
