import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('reads the file again when it has changed, appeared or gone', (t) => {
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

test('leaves a file unread that is too large or no file', (t) => {
  const { path, remove } = temporaryHosts();
  t.teardown(remove);
  writeFileSync(path, `10.0.0.1 one\n${'#'.repeat(1_048_576)}`);
  t.deepEqual(new HostsFile(path).addresses('one'), []);
  t.deepEqual(new HostsFile(tmpdir()).addresses('one'), []);
});
