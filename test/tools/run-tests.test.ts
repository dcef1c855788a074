import test from 'ava';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tally } from '../../tools/run-tests/tally.js';
import { REPOSITORY } from './provision-project.js';

test('each marked line is counted once, whatever tests log', (t) => {
  const tally = new Tally();
  const lines = [
    '  ✔ a › passes',
    '  \u001B[32m✔\u001B[39m b › passes in colour',
    '  ✔ [expected fail] a › is known',
    '  ✘ [fail]: a › fails',
    '  ✘ c.test.js exited with a non-zero exit code: 1',
    '  - [skip] a › is skipped',
    '  - [todo] a › comes later',
    '    ℹ a test that logs',
    '      ✔ a tick',
    '  3 tests passed',
  ];
  for (const line of lines) tally.count(line);
  t.is(tally.summary(), '3 passed, 2 failed, 2 skipped');
  t.is(new Tally().summary(), '0 passed, 0 failed');
});

const lastLine = test.macro((t, files: Record<string, string>, summary: string, code: number) => {
  const root = mkdtempSync(join(tmpdir(), 'run-tests-'));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(join(REPOSITORY, 'node_modules/ava'), join(root, 'node_modules/ava'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  const main = join(REPOSITORY, 'dist/tools/run-tests/main.js');
  const { stdout, status } = spawnSync(process.execPath, [main], {
    cwd: root,
    encoding: 'utf8',
  });
  t.is(stdout.trimEnd().split('\n').at(-1), summary);
  t.is(status, code);
});

const PASSES = "import test from 'ava'; test('passes', (t) => t.pass());";
const FAILS = "import test from 'ava'; test('fails', (t) => t.fail());";

test('all is well', lastLine, { 'a.test.js': PASSES }, '1 passed, 0 failed', 0);
test(
  'a test fails',
  lastLine,
  { 'a.test.js': PASSES, 'b.test.js': FAILS },
  '1 passed, 1 failed',
  1,
);
test('a file does not load', lastLine, { 'a.test.js': 'no script' }, '0 passed, 1 failed', 1);
test('there is nothing to run', lastLine, {}, '0 passed, 1 failed', 1);
