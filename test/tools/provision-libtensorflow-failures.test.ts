import test from 'ava';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { wheelFor } from '../../tools/provision-libtensorflow/platforms.js';
import { requireDiskSpace } from '../../tools/provision-libtensorflow/prerequisites.js';
import { ProvisionError } from '../../tools/provision-libtensorflow/provision-error.js';
import { openWorkshop } from '../../tools/provision-libtensorflow/workshop.js';
import { Project } from './provision-project.js';

const missingTool = test.macro({
  title: (_, tool: string) => `without ${tool}, one line says what to install`,
  async exec(t, tool: 'python3' | 'pip' | 'c++' | 'make' | 'npm', line: RegExp) {
    const project = new Project(t);
    project.remove(tool);
    const { code, stderr } = await project.run();
    t.is(code, 1);
    t.regex(stderr, line);
    t.regex(stderr, /^[^\n]+\n$/, 'one line');
    t.false(existsSync(project.binding));
  },
});

test(
  missingTool,
  'python3',
  /^libtensorflow: Python 3, pip are missing: .*apt-get install python3 /,
);
test(missingTool, 'pip', /^libtensorflow: pip is missing: .*python3-pip".*\(macOS\)/);
test(missingTool, 'c++', /^libtensorflow: a C\+\+ compiler is missing: .*g\+\+".*xcode-select/);
test(missingTool, 'make', /^libtensorflow: make is missing: .*apt-get install make/);

test('everything that is missing is told at once, before the download', async (t) => {
  const project = new Project(t);
  project.remove('c++');
  project.remove('pip');
  const { code, stdout, stderr } = await project.run();
  t.is(code, 1);
  t.is(stdout, '');
  t.regex(
    stderr,
    /^libtensorflow: pip, a C\+\+ compiler are missing: .*python3-pip g\+\+"[^\n]*\n$/,
  );
});

test('a wheel that is not the pinned one is refused', async (t) => {
  const project = new Project(t);
  project.corruptWheel();
  const { code, stderr } = await project.run();
  t.is(code, 1);
  t.regex(stderr, /^libtensorflow: the downloaded libtensorflow is not the pinned file/);
  t.notRegex(stderr, /Traceback|^ {4}at /m);
  t.false(existsSync(project.library));
});

test('a download that fails is told, with the last lines of pip', async (t) => {
  const project = new Project(t);
  const { code, stderr } = await project.run({ PIP_FIND_LINKS: project.root });
  t.is(code, 1);
  t.regex(stderr, /^libtensorflow: libtensorflow could not be downloaded[^\n]*\n/);
  t.regex(stderr, /No matching distribution found/);
});

test('a disk that is too full is told before anything is downloaded', (t) => {
  const error = t.throws(
    () => {
      requireDiskSpace(tmpdir(), 1e18);
    },
    {
      instanceOf: ProvisionError,
    },
  );
  t.regex(error.message, /^not enough disk space: libtensorflow needs 1000000000\.0 GB/);
  t.notThrows(() => {
    requireDiskSpace(tmpdir(), 1);
  });
});

test.serial('a TMPDIR that cannot be written is told where it is needed', (t) => {
  const folder = process.env['TMPDIR'];
  process.env['TMPDIR'] = '/nowhere/at all';
  t.teardown(() => {
    if (folder === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = folder;
  });
  const error = t.throws(() => openWorkshop('/a (b)/tfjs-node'), { instanceOf: ProvisionError });
  t.regex(error.message, /^TMPDIR \(\/nowhere\/at all\) cannot be written[^\n]*$/);
});

test('a platform without a wheel is told the way out', (t) => {
  const error = t.throws(() => wheelFor('win32', 'x64'), { instanceOf: ProvisionError });
  t.regex(error.message, /win32-x64.*LIBTENSORFLOW_DIR/);
});
