import { createHash } from 'node:crypto';
import {
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
import type { Library } from './library.js';
import { findHeaders, findNodeGyp } from './node-gyp.js';
import { libraryNames } from './platforms.js';
import { compilerCommand } from './prerequisites.js';
import { ProvisionError } from './provision-error.js';
import { lastLines, runCommand } from './run-command.js';

/** The version of N-API that tfjs-node 4.22 asks for; it loads the binding from `lib/napi-v8`. */
const NAPI_VERSION = 8;

const STAMP = 'built-from.sha256';

/** The parts of a project that the binding is made of. */
export interface BindingPlaces {
  /** The folder of the installed package `@tensorflow/tfjs-node`. */
  readonly tfjsNode: string;
}

/** Whether the binding was built whole, from this library, on this platform. */
export function isBindingCurrent(places: BindingPlaces, library: Library): boolean {
  const stamp = join(bindingFolder(places), STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(places, library);
}

/**
 * Links the library into tfjs-node and compiles tfjs-node's binding against it. The new binding
 * takes its place with one rename, so an interrupted build leaves nothing that looks finished.
 *
 * @throws ProvisionError when the compilation fails or the result does not load.
 */
export async function buildBinding(places: BindingPlaces, library: Library): Promise<void> {
  const folder = bindingFolder(places);
  const scratch = `${folder}.partial`;
  rmSync(folder, { recursive: true, force: true });
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  linkLibrary(places, library);
  await compileBinding(places, scratch);
  await checkLoads(join(scratch, 'tfjs_binding.node'));
  writeFileSync(join(scratch, STAMP), fingerprint(places, library));
  renameSync(scratch, folder);
}

function bindingFolder({ tfjsNode }: BindingPlaces): string {
  return join(tfjsNode, 'lib', `napi-v${NAPI_VERSION}`);
}

function fingerprint(places: BindingPlaces, library: Library): string {
  const files = [library.main, library.framework].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return [relative(places.tfjsNode, path), size, mtimeMs];
  });
  const facts = [process.platform, process.arch, files];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/**
 * `deps/lib` gets, for each library, a link by the name that binding.gyp links against, by the name
 * it was found under and by the name of the file itself: one of the two latter is what the compiled
 * binding asks the loader for. Links are relative, so the project may be moved.
 */
function linkLibrary({ tfjsNode }: BindingPlaces, library: Library): void {
  const names = libraryNames();
  const deps = join(tfjsNode, 'deps');
  rmSync(deps, { recursive: true, force: true });
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

async function compileBinding({ tfjsNode }: BindingPlaces, scratch: string): Promise<void> {
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
    { cwd: tfjsNode, env: { ...process.env, ...compilerVariables() } },
  );
  rmSync(join(tfjsNode, 'build'), { recursive: true, force: true });
  if (!result.succeeded)
    throw new ProvisionError("tfjs-node's binding does not compile", lastLines(result.output));
}

/** On macOS the wheel's library is asked for by `@rpath`, which binding.gyp does not set. */
function compilerVariables(): NodeJS.ProcessEnv {
  const compiler = { CXX: compilerCommand().join(' ') };
  return process.platform === 'darwin' ? { ...compiler, LDFLAGS: runPath() } : compiler;
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
