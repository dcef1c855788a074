import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('stalled-writer.js', import.meta.url));

test('a pipe that nobody reads does not hold the process up', async (t) => {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = (await once(child.stderr, 'data')) as [Buffer];
  t.is(said.toString(), 'written\n');
  t.is(child.exitCode, null);
  child.kill();
  await once(child, 'exit');
});

test('a file has all lines as soon as they are written', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = openSync(join(folder, 'log'), 'w');
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', file, 'pipe'] });
  await once(child.stderr ?? child, 'data');
  t.is(readFileSync(join(folder, 'log')).length, 4_000_000);
  child.kill();
  await once(child, 'exit');
  closeSync(file);
  rmSync(folder, { recursive: true });
});
