import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Library } from './library.js';
import { findHeaders, findNodeGyp } from './node-gyp.js';
import { libraryNames } from './platforms.js';
import { compilerCommand } from './prerequisites.js';
import { ProvisionError } from './provision-error.js';
import { lastLines, runCommand } from './run-command.js';
import { openWorkshop } from './workshop.js';

/** The version of N-API that tfjs-node 4.22 asks for; it loads the binding from `lib/napi-v8`. */
const NAPI_VERSION = 8;

/** Where the binding lies in tfjs-node. It finds the libraries in `../../deps/lib`. */
const BINDING = `lib/napi-v${NAPI_VERSION}`;

const STAMP = 'built-from.sha256';

/** The addon that gives memory back. It uses what only Linux has. */
const RESIDENT_MEMORY = fileURLToPath(
  new URL('../../../tools/provision-libtensorflow/resident-memory.cc', import.meta.url),
);

/** The parts of a project that the binding is made of. */
export interface BindingPlaces {
  /** The folder of the installed package `@tensorflow/tfjs-node`. */
  readonly tfjsNode: string;
}

/** Whether the binding was built whole, from this library, on this platform. */
export function isBindingCurrent(places: BindingPlaces, library: Library): boolean {
  const stamp = join(places.tfjsNode, BINDING, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(places, library);
}

/**
 * Links the library into tfjs-node and compiles tfjs-node's binding against it, both aside in a
 * workshop. They take their places by renaming: until then an earlier binding goes on working, and an
 * interrupted build leaves nothing that looks finished.
 *
 * @throws ProvisionError when the compilation fails or the result does not load.
 */
export async function buildBinding(places: BindingPlaces, library: Library): Promise<void> {
  const workshop = openWorkshop(places.tfjsNode);
  try {
    const scratch = join(workshop, BINDING);
    mkdirSync(scratch, { recursive: true });
    linkLibrary(join(workshop, 'deps'), library);
    await compileBinding(workshop, scratch);
    if (process.platform === 'linux') await compileResidentMemory(scratch);
    await checkLoads(join(scratch, 'tfjs_binding.node'));
    writeFileSync(join(scratch, STAMP), fingerprint(places, library));
    install(places.tfjsNode, scratch, library);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function install(tfjsNode: string, compiled: string, library: Library): void {
  const deps = join(tfjsNode, 'deps');
  const binding = join(tfjsNode, BINDING);
  rmSync(`${binding}.partial`, { recursive: true, force: true });
  cpSync(compiled, `${binding}.partial`, { recursive: true });
  rmSync(`${deps}.partial`, { recursive: true, force: true });
  linkLibrary(`${deps}.partial`, library);
  for (const folder of [deps, binding]) replaceFolder(folder, `${folder}.partial`);
}

function replaceFolder(folder: string, replacement: string): void {
  const old = `${folder}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(replacement, folder);
  rmSync(old, { recursive: true, force: true });
}

function fingerprint(places: BindingPlaces, library: Library): string {
  const files = [library.main, library.framework].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return [relative(places.tfjsNode, path), size, ...(library.pinned ? [] : [mtimeMs])];
  });
  const facts = [process.platform, process.arch, files, readFileSync(RESIDENT_MEMORY, 'utf8')];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/**
 * `lib` of tfjs-node's `deps` gets, for each library, a link by the name that binding.gyp links against, by the name
 * it was found under and by the name of the file itself: one of the two latter is what the compiled
 * binding asks the loader for. Links are relative, so the project may be moved.
 */
function linkLibrary(deps: string, library: Library): void {
  const names = libraryNames();
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const [path, linked] of [
    [library.main, names.linkedMain],
    [library.framework, names.linkedFramework],
  ] as const)
    for (const name of new Set([linked, basename(path), basename(realpathSync(path))]))
      link(path, join(deps, 'lib', name));
  link(library.include, join(deps, 'include'));
}

function link(target: string, path: string): void {
  symlinkSync(relative(realpathSync(dirname(path)), target), path);
}

async function compileBinding(workshop: string, scratch: string): Promise<void> {
  const headers = findHeaders();
  const result = await runCommand(
    process.execPath,
    [
      findNodeGyp(),
      ...['rebuild', '--jobs=2', ...(headers === undefined ? [] : [`--nodedir=${headers}`])],
      ...['--module_name=tfjs_binding', `--module_path=${scratch}`],
      ...[`--napi_version=${process.versions['napi'] ?? NAPI_VERSION}`],
      `--napi_build_version=${NAPI_VERSION}`,
    ],
    { cwd: workshop, env: { ...process.env, ...compilerVariables() } },
  );
  if (!result.succeeded)
    throw new ProvisionError("tfjs-node's binding does not compile", lastLines(result.output));
}

/** On macOS the wheel's library is asked for by `@rpath`, which binding.gyp does not set. */
function compilerVariables(): NodeJS.ProcessEnv {
  const compiler = { CXX: compilerCommand().join(' ') };
  return process.platform === 'darwin' ? { ...compiler, LDFLAGS: runPath() } : compiler;
}

async function compileResidentMemory(scratch: string): Promise<void> {
  const [compiler, ...flags] = compilerCommand();
  const output = join(scratch, 'resident-memory.node');
  const result = await runCommand(compiler, [
    ...[...flags, '-shared', '-fPIC', '-O2'],
    ...[RESIDENT_MEMORY, '-o', output],
  ]);
  if (!result.succeeded)
    throw new ProvisionError('resident-memory.cc does not compile', lastLines(result.output));
}

/** Where a binding in `lib/napi-v8` finds the libraries. */
function runPath(): string {
  const own = process.platform === 'darwin' ? '@loader_path' : '$ORIGIN';
  return `-Wl,-rpath,${own}/../../deps/lib`;
}

/** A library of the wrong architecture, or newer than the system's, shows when it is loaded. */
async function checkLoads(binding: string): Promise<void> {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const result = await runCommand(process.execPath, ['-e', script, binding]);
  if (!result.succeeded) {
    const reason = /^Error: (.*)$/m.exec(result.output)?.[1] ?? lastLines(result.output, 1);
    throw new ProvisionError(`libtensorflow does not load: ${reason}`);
  }
}
