import test from 'ava';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { libraryNames } from '../../tools/provision-libtensorflow/platforms.js';
import { Project, provision, REPOSITORY, TFJS_NODE } from './provision-project.js';

const NAMES = libraryNames();
const [, C_LIBRARY = ''] = NAMES.main;
const [FRAMEWORK = ''] = NAMES.framework;

test('a library given by LIBTENSORFLOW_DIR is used instead of the download', async (t) => {
  const project = new Project(t);
  project.corruptWheel();
  const archive = project.makeArchive();
  const { code, stdout, stderr } = await project.run({ LIBTENSORFLOW_DIR: archive });
  t.is(code, 0, stderr);
  t.true(stdout.endsWith(`libtensorflow in ${archive}: ready\n`));
  const linked = join(project.root, TFJS_NODE, 'deps/lib', NAMES.linkedMain);
  t.is(realpathSync(linked), join(archive, 'lib', C_LIBRARY));
});

test('another library means other links and a new binding', async (t) => {
  const project = new Project(t);
  await project.run();
  const archive = project.makeArchive();
  await project.run({ LIBTENSORFLOW_DIR: archive });
  const linked = join(project.root, TFJS_NODE, 'deps/lib', NAMES.linkedMain);
  t.is(dirname(realpathSync(linked)), join(archive, 'lib'));
  t.is(project.compilations(), 2);
  await project.run();
  t.is(dirname(realpathSync(linked)), join(project.library, 'lib'));
  t.is(project.compilations(), 3);
});

const incomplete = test.macro({
  title: (_, missing: string) => `LIBTENSORFLOW_DIR without ${missing || 'anything'}`,
  async exec(t, missing: string, line: RegExp) {
    const project = new Project(t);
    rmSync(join(project.makeArchive(), missing), { recursive: true });
    const { code, stderr } = await project.run({ LIBTENSORFLOW_DIR: 'archive' });
    t.is(code, 1);
    t.regex(stderr, line);
    t.regex(stderr, /^libtensorflow: LIBTENSORFLOW_DIR \([^\n]*archive\)[^\n]+\n$/, 'one line');
  },
});

test(incomplete, '', /does not exist/);
test(incomplete, `lib/${C_LIBRARY}`, /has no lib\/libtensorflow_cc\S+ or lib\/libtensorflow\./);
test(incomplete, `lib/${FRAMEWORK}`, /has no lib\/libtensorflow_framework/);
test(incomplete, 'include/tensorflow/c/eager', /has no include\/tensorflow\/c\/eager\/c_api\.h/);

test('the real library, laid out as in the official archive, compiles and loads, whatever the path', async (t) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "provision (it's odd) ")));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const deps = join(REPOSITORY, TFJS_NODE, 'deps');
  mkdirSync(join(root, 'archive/lib'), { recursive: true });
  for (const [linked, name] of [
    [NAMES.linkedMain, C_LIBRARY],
    [NAMES.linkedFramework, FRAMEWORK],
  ] as const)
    symlinkSync(realpathSync(join(deps, 'lib', linked)), join(root, 'archive/lib', name));
  symlinkSync(realpathSync(join(deps, 'include')), join(root, 'archive/include'));
  for (const name of ['package.json', 'binding.gyp', 'binding']) {
    const part = join(TFJS_NODE, name);
    cpSync(join(REPOSITORY, part), join(root, part), { recursive: true });
  }

  const { code, stderr } = await provision(root, {
    ...process.env,
    LIBTENSORFLOW_DIR: join(root, 'archive'),
  });
  t.is(code, 0, stderr);

  const script = `
    const addon = { exports: {} };
    process.dlopen(addon, process.argv[1]);
    console.log(addon.exports.TF_Version);`;
  const binding = join(root, TFJS_NODE, 'lib/napi-v8/tfjs_binding.node');
  const load = spawnSync(process.execPath, ['-e', script, binding], { encoding: 'utf8' });
  t.regex(load.stdout, /^2\.\d+\.\d+\n$/, load.stderr);
});
