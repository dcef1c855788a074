import test from 'ava';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { libraryNames } from '../../tools/provision-libtensorflow/platforms.js';
import { Project, TFJS_NODE } from './provision-project.js';

const NAMES = libraryNames();

test('the library comes from the pinned wheel, linked and compiled', async (t) => {
  const project = new Project(t);
  const { code, stdout, stderr } = await project.run();
  t.is(code, 0, stderr);
  t.is(stderr, '');
  t.regex(
    stdout,
    /downloading \(\d+ MB\) …\n.*unpacking …\n.*compiling the binding …\n.*ready\n$/s,
  );

  const deps = join(project.root, TFJS_NODE, 'deps');
  t.is(
    realpathSync(join(deps, 'lib', NAMES.linkedMain)),
    join(project.library, 'lib', NAMES.main[0] ?? ''),
  );
  t.is(realpathSync(join(deps, 'include')), join(project.library, 'include'));
  t.true(existsSync(join(project.binding, 'tfjs_binding.node')));
  const linux = process.platform === 'linux';
  t.is(existsSync(join(project.binding, 'resident-memory.node')), linux);
  t.deepEqual(
    readdirSync(join(project.root, 'build/libtensorflow')),
    [project.library.slice(project.library.lastIndexOf('/') + 1)],
    'no wheel and no scratch folder is left',
  );
});

test('a second run does nothing and says so in one line', async (t) => {
  const project = new Project(t);
  await project.run();
  for (const tool of ['python3', 'c++', 'make', 'npm'] as const) project.remove(tool);
  const { code, stdout, stderr } = await project.run();
  t.is(code, 0, stderr);
  t.regex(stdout, /^libtensorflow [\d.]+: ready\n$/);
  t.is(project.compilations(), 1);
});

test('after npm ci only links and the binding are made anew', async (t) => {
  const project = new Project(t);
  await project.run();
  project.installPackage();
  const { code, stdout, stderr } = await project.run();
  t.is(code, 0, stderr);
  t.notRegex(stdout, /downloading|unpacking/);
  t.is(project.compilations(), 2);
});

test('in a copied tree, whose files are all new, nothing is made anew', async (t) => {
  const project = new Project(t);
  await project.run();
  for (const name of readdirSync(join(project.library, 'lib')))
    utimesSync(join(project.library, 'lib', name), new Date(), new Date());
  const { code, stdout, stderr } = await project.run();
  t.is(code, 0, stderr);
  t.regex(stdout, /^libtensorflow [\d.]+: ready\n$/);
  t.is(project.compilations(), 1);
});

test('killed while compiling anew, it leaves the earlier binding in its place', async (t) => {
  const project = new Project(t);
  await project.run();
  const archive = project.makeArchive();
  project.hangAt('compiling');
  const child = project.start({ LIBTENSORFLOW_DIR: archive });
  await until(child, () => project.isHanging());
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await once(child, 'exit');

  const deps = join(project.root, TFJS_NODE, 'deps');
  t.is(
    realpathSync(join(deps, 'lib', NAMES.linkedMain)),
    join(project.library, 'lib', NAMES.main[0] ?? ''),
  );
  const { code, stdout } = await project.run();
  t.is(code, 0);
  t.regex(stdout, /^libtensorflow [\d.]+: ready\n$/);
});

const healsAfterKill = test.macro({
  title: (_, step: string) => `killed while ${step}, it heals when run again`,
  async exec(t, step: 'downloading' | 'unpacking' | 'compiling') {
    const project = new Project(t);
    project.hangAt(step);
    const child = project.start();
    await until(child, () => project.isHanging());
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await once(child, 'exit');
    t.false(existsSync(project.binding), 'nothing looks finished');
    t.is(existsSync(project.library), step === 'compiling');

    project.hangAt();
    const { code, stderr } = await project.run();
    t.is(code, 0, stderr);
    t.true(existsSync(join(project.binding, 'tfjs_binding.node')));
    t.false(existsSync(`${project.library}.partial`));
    t.false(existsSync(`${project.binding}.partial`));
  },
});

test(healsAfterKill, 'downloading');
test(healsAfterKill, 'unpacking');
test(healsAfterKill, 'compiling');

/** Waits until something is so, and fails when the process ends before. */
async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (child.exitCode !== null) throw new Error('the program has ended');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
