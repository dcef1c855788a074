import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findLibrary } from './library.js';
import { libraryNames, requirementsFile, WHEEL_PYTHON, type Wheel } from './platforms.js';
import type { Progress } from './progress.js';
import { ProvisionError } from './provision-error.js';
import { lastLines, runCommand } from './run-command.js';

/**
 * Copies from a wheel (a zip file) the members whose names start with a prefix. Its arguments: the
 * wheel, then prefix and folder in turns; the folder takes the place of the prefix up to its last
 * slash. Python is here anyway, to download the wheel, and Node.js reads no zip files.
 */
const UNPACK = `
import os, shutil, sys, zipfile
wheel, *pairs = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for prefix, folder in zip(pairs[::2], pairs[1::2]):
        for name in archive.namelist():
            if name.startswith(prefix) and not name.endswith('/'):
                target = os.path.join(folder, name[prefix.rindex('/') + 1:])
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with archive.open(name) as source, open(target, 'wb') as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
`;

/** The folders of headers that the binding includes, of the 287 MB in the wheel. */
const HEADER_FOLDERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/', 'xla/tsl/c/'];

/** What whoever passes the library on has to pass on with it. */
const LICENCES = ['include/LICENSE', 'THIRD_PARTY_NOTICES.txt'];

/**
 * Brings a platform's libraries and headers into `folder`, which then has `lib/` and `include/` and
 * is whole: it gets its name last. What an interruption leaves beside it is cleared by the next run.
 *
 * @throws ProvisionError when the download fails or is not the pinned file.
 */
export async function fetchLibrary(
  root: string,
  wheel: Wheel,
  folder: string,
  progress: Progress,
): Promise<void> {
  const scratch = `${folder}.partial`;
  const unpacked = join(scratch, 'unpacked');
  for (const leftover of [unpacked, join(scratch, 'tmp')])
    rmSync(leftover, { recursive: true, force: true });
  mkdirSync(join(scratch, 'tmp'), { recursive: true });
  const file = await progress.step(`downloading (${wheel.megabytes} MB)`, () =>
    download(root, wheel, scratch),
  );
  await progress.step('unpacking', () => unpack(file, unpacked));
  findLibrary(unpacked, basename(file));
  renameSync(unpacked, folder);
  rmSync(scratch, { recursive: true, force: true });
}

/** A wheel that an interrupted run has left is checked by pip and used again. */
async function download(root: string, wheel: Wheel, scratch: string): Promise<string> {
  const folder = join(scratch, 'download');
  const result = await runCommand(
    'python3',
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ...['--platform', wheel.pipPlatform, '--python-version', WHEEL_PYTHON],
      ...['--implementation', 'cp', '--abi', `cp${WHEEL_PYTHON.replace('.', '')}`],
      ...['--disable-pip-version-check', '--no-input', '--dest', folder],
      ...['--requirement', requirementsFile(root, wheel), ...(await resumeOptions())],
    ],
    {
      // pip's own scratch files go where the space was checked and the next run clears them.
      env: { ...process.env, TMPDIR: join(scratch, 'tmp'), PIP_REQUIRE_VIRTUALENV: 'false' },
      showStdout: process.stdout.isTTY,
    },
  );
  if (!result.succeeded)
    throw new ProvisionError(
      /do not match the hashes/i.test(result.output)
        ? 'the downloaded libtensorflow is not the pinned file: its hash does not match'
        : 'libtensorflow could not be downloaded: check the network and run it again',
      reason(result.output),
    );
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new ProvisionError('pip has downloaded no wheel');
  return join(folder, file);
}

/** pip's last lines; of a stack trace of pip's own (a full disk, a connection lost) the last alone. */
function reason(output: string): string {
  return lastLines(output, /^ *Traceback /m.test(output) ? 1 : 12);
}

/** pip resumes a connection that breaks off since 25.1; older ones refuse the option. */
async function resumeOptions(): Promise<string[]> {
  const help = await runCommand('python3', ['-m', 'pip', 'download', '--help']);
  return help.output.includes('--resume-retries') ? ['--resume-retries', '10'] : [];
}

async function unpack(file: string, folder: string): Promise<void> {
  const { main, framework } = libraryNames();
  const libraries = [...main, ...framework].flatMap((name) => [
    `tensorflow/${name}`,
    join(folder, 'lib'),
  ]);
  const licences = LICENCES.flatMap((name) => [`tensorflow/${name}`, folder]);
  const headers = HEADER_FOLDERS.flatMap((name) => [
    `tensorflow/include/${name}`,
    join(folder, 'include', name),
  ]);
  const result = await runCommand('python3', [
    '-c',
    UNPACK,
    file,
    ...libraries,
    ...headers,
    ...licences,
  ]);
  if (!result.succeeded)
    throw new ProvisionError(`${file} could not be unpacked`, lastLines(result.output, 3));
}
