import type { ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../provision-project.js';

/**
 * Makes a tiny project with compiled sources and tests.
 *
 * @param files TypeScript by its path, e.g. `src/limit.ts`
 * @returns its folder
 */
export function makeProject(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'mutate-'));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ type: 'module', ava: { files: ['dist/test/**/*.test.js'] } }),
  );
  for (const [path, code] of Object.entries(files)) {
    const compiled = join(root, 'dist', path.replace(/ts$/, 'js'));
    const { outputText, sourceMapText } = ts.transpileModule(code, {
      fileName: path,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        sourceMap: true,
      },
    });
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, outputText);
    // As tsc writes it for the real tree: relative to the compiled module.
    const map = JSON.parse(sourceMapText ?? '') as object;
    writeFileSync(`${compiled}.map`, JSON.stringify({ ...map, sources: [join('../..', path)] }));
  }
  return root;
}
