/**
 * Lists the files of node_modules that the service can load, one a line: what of it goes into the
 * image. They are found by following every import and require from the compiled code and from the
 * direct dependencies. Each package that has a file in the list keeps its licence.
 */
import { nodeFileTrace } from '@vercel/nft';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What is compiled for the image. */
const COMPILED = ['dist/src', 'dist/tools/container'];

/** What `make native` has made, which is loaded by paths that are put together at run time. */
const NATIVE = ['deps/lib', 'lib'].map((folder) => `node_modules/@tensorflow/tfjs-node/${folder}`);

/** Itself is not in the image. */
const OWN_FILE = fileURLToPath(import.meta.url);

const KEPT_BESIDE = /^(package\.json|(licen[cs]e|notice|copying|copyright)([.-].*)?)$/i;

const compiled = (await filesIn(COMPILED)).map((file) => join(ROOT, file));
const code = compiled.filter((file) => file.endsWith('.js') && file !== OWN_FILE);
const { fileList } = await nodeFileTrace([...code, ...(await dependencyEntries())], {
  base: ROOT,
  // Those of Node.js. By itself the tracer misses `module-sync` in a list of targets, as async-function has it.
  conditions: ['node', 'module-sync'],
});
const loaded = [...fileList].filter((file) => file.startsWith('node_modules/'));
const beside = await Promise.all([...new Set(loaded.map(packageFolder))].map(keptBeside));
const files = [...loaded, ...(await filesIn(NATIVE)), ...beside.flat()];
for (const file of [...new Set(files)].sort()) console.log(file);

/** Files and links, as paths from the root. */
async function filesIn(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map((folder) => readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })),
  );
  return found
    .flat()
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** Each dependency as `import` finds it and as `require` does: what loads it cannot always be seen. */
async function dependencyEntries(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const require = createRequire(import.meta.url);
  return Object.keys(manifest.dependencies).flatMap((name) => [
    require.resolve(name),
    fileURLToPath(import.meta.resolve(name)),
  ]);
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` → `node_modules/a/node_modules/@b/c` */
function packageFolder(file: string): string {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file;
}

async function keptBeside(folder: string): Promise<string[]> {
  if (!existsSync(join(ROOT, folder))) return [];
  const names = await readdir(join(ROOT, folder));
  return names.filter((name) => KEPT_BESIDE.test(name)).map((name) => join(folder, name));
}
