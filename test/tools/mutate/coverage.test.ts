import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { coverageOf, executedBy, executes } from '../../../tools/mutate/coverage.js';
import { distance } from '../../../tools/mutate/nearest.js';
import { runTests } from '../../../tools/mutate/run-tests.js';
import { makeProject } from './project.js';

const BRANCHES = `export function sign(value: number): string {
  if (value < 0) return 'negative';
  return 'positive';
}
`;

test('what is executed is seen in a child that is killed, with an environment of its own', async (t) => {
  const project = makeProject(t, {
    'src/branches.ts': BRANCHES,
    'src/child.ts': `import { sign } from './branches.js';
sign(process.env.NODE_OPTIONS.includes('--no-warnings') ? 1 : -1);
setInterval(() => undefined, 1000);`,
    'test/child.test.ts': `import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
test('a child', async (t) => {
  const path = new URL('../src/child.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [path], { env: { NODE_OPTIONS: '--no-warnings' } });
  const record = () => readFile(process.env.MUTATE_COVERAGE_FILE, 'utf8').catch(() => '');
  while (!(await record()).includes('branches.js')) await sleep(50);
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.pass();
});`,
  });
  const cache = join(project, 'coverage');
  const found = await coverageOf(project, 'dist/test/child.test.js', cache, '');
  const code = readFileSync(join(project, 'dist/src/branches.js'), 'utf8');
  const isExecuted = (text: string) =>
    found !== undefined && executes(found, 'dist/src/branches.js', code.indexOf(text));
  t.true(isExecuted("'positive'"));
  t.false(isExecuted("'negative'"));
});

test('inner ranges are more exact, and one process is enough', (t) => {
  const lines = [
    {
      path: 'a.js',
      ranges: [
        [0, 10, 1],
        [2, 8, 0],
        [3, 4, 1],
      ],
    },
    {
      path: 'a.js',
      ranges: [
        [0, 12, 0],
        [9, 12, 2],
      ],
    },
  ].map((line) => JSON.stringify(line));
  t.deepEqual(executedBy(`${lines.join('\n')}\n{"path":"a.js","ran`), {
    'a.js': [
      [0, 2],
      [3, 4],
      [8, 12],
    ],
  });
});

test('the mirrored test file is nearest', (t) => {
  const module = 'dist/src/inference/child/model.js';
  t.is(distance('dist/test/inference/child/model.test.js', module), 0);
  t.is(distance('dist/test/inference/child/other.test.js', module), 1);
  t.is(distance('dist/test/http/report.test.js', module), 4);
});

test('a run that does not end is ended, with the processes it started', async (t) => {
  const project = makeProject(t, {
    'test/hangs.test.ts': `import test from 'ava';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
test('hangs', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  writeFileSync('pid', String(child.pid));
  await new Promise(() => undefined);
});`,
  });
  t.is(await runTests(project, ['dist/test/hangs.test.js'], 10_000), 'timeout');
  const pid = Number(readFileSync(join(project, 'pid'), 'utf8'));
  t.true(pid > 0);
  // A zombie has ended; only its parent has not asked yet.
  const isAlive = () => {
    try {
      process.kill(pid, 0);
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };
  for (let attempt = 0; isAlive() && attempt < 100; attempt++) await sleep(50);
  t.false(isAlive());
});
