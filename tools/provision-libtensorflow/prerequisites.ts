import { mkdirSync, statfsSync } from 'node:fs';
import { ProvisionError } from './provision-error.js';
import { runCommand } from './run-command.js';

interface Prerequisite {
  readonly name: string;
  /** A command that succeeds when it is there. */
  readonly check: readonly [command: string, ...args: string[]];
  readonly debian: string;
  readonly macos: string;
}

const PYTHON: Prerequisite = {
  name: 'Python 3',
  check: ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 8))'],
  debian: 'python3',
  macos: 'brew install python',
};

const PIP: Prerequisite = {
  name: 'pip',
  check: ['python3', '-m', 'pip', '--version'],
  debian: 'python3-pip',
  macos: 'brew install python',
};

const MAKE: Prerequisite = {
  name: 'make',
  check: ['make', '--version'],
  debian: 'make',
  macos: 'xcode-select --install',
};

function compiler(): Prerequisite {
  return {
    name: 'a C++ compiler',
    check: [...compilerCommand(), '--version'],
    debian: 'g++',
    macos: 'xcode-select --install',
  };
}

/** The C++ compiler as make would call it: `CXX` may hold arguments too. */
export function compilerCommand(): [command: string, ...args: string[]] {
  const [command = 'c++', ...args] = (process.env['CXX'] ?? '').split(/\s+/).filter(Boolean);
  return [command, ...args];
}

/** @throws ProvisionError that names everything the download needs and this machine has not. */
export function requireDownloadTools(): Promise<void> {
  return requireAll([PYTHON, PIP, compiler(), MAKE]);
}

/** @throws ProvisionError that names everything the compilation needs and this machine has not. */
export function requireCompileTools(): Promise<void> {
  return requireAll([PYTHON, compiler(), MAKE]);
}

async function requireAll(prerequisites: readonly Prerequisite[]): Promise<void> {
  const present = await Promise.all(
    prerequisites.map(async ({ check: [command, ...args] }) => runCommand(command, args)),
  );
  const missing = prerequisites.filter((_, index) => present[index]?.succeeded !== true);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const debian = `apt-get install ${missing.map((item) => item.debian).join(' ')}`;
  const macos = [...new Set(missing.map((item) => item.macos))].join(' && ');
  throw new ProvisionError(
    `${names} ${missing.length === 1 ? 'is' : 'are'} missing: install with "${debian}" (Debian, Ubuntu) or "${macos}" (macOS)`,
  );
}

/** @throws ProvisionError on a Linux whose C library is not the one that the wheels are built for. */
export function requireGlibc(): void {
  if (process.platform !== 'linux') return;
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (report.header.glibcVersionRuntime === undefined)
    throw new ProvisionError(
      'libtensorflow needs glibc, which Alpine and other musl systems have not: use Debian or Ubuntu',
    );
}

/**
 * @param bytes how much is about to be written into the folder, which is made when absent
 * @throws ProvisionError when the disk has less.
 */
export function requireDiskSpace(folder: string, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < bytes)
    throw new ProvisionError(
      `not enough disk space: libtensorflow needs ${gigabytes(bytes)} GB, ${folder} has ${gigabytes(free)} GB free`,
    );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
