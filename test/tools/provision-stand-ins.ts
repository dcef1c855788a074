import { strToU8, zipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { libraryNames } from '../../tools/provision-libtensorflow/platforms.js';

// Small stand-ins for what is large or slow when libtensorflow is set up.

/** Headers that a libtensorflow must have. */
export const HEADERS = ['tensorflow/c/c_api.h', 'tensorflow/c/eager/c_api.h'];

let compiled: Uint8Array | undefined;

/** A shared library that Node.js loads as an addon without exports. */
export function emptyLibrary(): Uint8Array {
  compiled ??= compileEmptyLibrary();
  return compiled;
}

function compileEmptyLibrary(): Uint8Array {
  const source =
    'extern "C" void *napi_register_module_v1(void *, void *exports) { return exports; }';
  const folder = mkdtempSync(join(tmpdir(), 'empty-library-'));
  const output = join(folder, 'library');
  spawnSync('c++', ['-shared', '-fPIC', '-x', 'c++', '-', '-o', output], { input: source });
  const library = readFileSync(output);
  rmSync(folder, { recursive: true });
  return library;
}

/** A wheel with empty libraries and headers. */
export function smallWheel(name: string, version: string): Uint8Array {
  const { main, framework } = libraryNames();
  const info = `${name.replace('-', '_')}-${version}.dist-info`;
  return zipSync({
    [`tensorflow/${main[0] ?? ''}`]: emptyLibrary(),
    [`tensorflow/${framework[0] ?? ''}`]: emptyLibrary(),
    ...Object.fromEntries(HEADERS.map((path) => [`tensorflow/include/${path}`, strToU8('')])),
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`),
    [`${info}/WHEEL`]: strToU8('Wheel-Version: 1.0\n'),
  });
}

/** The real Python; `hang-at` in the root makes it stop at a step, `no-pip` takes its pip away. */
export function pythonScript(root: string): string {
  return `#!/bin/sh
case "$(cat ${root}/hang-at 2>/dev/null) $*" in
  downloading*--dest*)
    echo > ${root}/hanging
    exec sleep 600 ;;
  unpacking*zipfile*)
    mkdir -p "$5"
    echo 'half a library' > "$5/${libraryNames().main[0] ?? ''}"
    echo > ${root}/hanging
    exec sleep 600 ;;
esac
case "$*" in
  '-m pip '*) test -e ${root}/no-pip && exit 1 ;;
esac
exec ${python()} "$@"
`;
}

let interpreter: string | undefined;

/** The interpreter itself: `python3` may be a script of a version manager that needs more tools. */
function python(): string {
  const script = 'import sys; print(sys.executable)';
  interpreter ??= spawnSync('python3', ['-c', script], { encoding: 'utf8' }).stdout.trim();
  return interpreter;
}

/** A node-gyp whose binding is `empty.node` of the root; it logs its runs and can hang too. */
export function nodeGypScript(root: string): string {
  return `const fs = require('node:fs');
const root = ${JSON.stringify(root)};
fs.appendFileSync(root + '/node-gyp.log', 'run\\n');
const folder = process.argv.find((arg) => arg.startsWith('--module_path=')).slice(14);
const binding = folder + '/tfjs_binding.node';
if (fs.existsSync(root + '/hang-at') && fs.readFileSync(root + '/hang-at', 'utf8') === 'compiling') {
  fs.writeFileSync(binding, 'half a binding');
  fs.writeFileSync(root + '/hanging', '');
  setTimeout(() => {}, 600_000);
} else fs.copyFileSync(root + '/empty.node', binding);
`;
}

/** Where a tool is, from the PATH of the tests. */
export function findTool(name: string): string {
  return spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}
