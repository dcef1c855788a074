import { basename, dirname } from 'node:path';
import { executes, type TestFile } from './coverage.js';
import type { Mutant } from './mutants.js';

/** Almost all tests execute, say, a setting's default; those far away hardly ever notice its change. */
const MAX_TESTS = 16;

/**
 * The test files that execute a mutant, nearest first. When none is known to, because a process was
 * killed before it could say so, those that load its module.
 */
export function testsOf(mutant: Mutant, tests: readonly TestFile[]): TestFile[] {
  const { module, mutation } = mutant;
  const loading = tests.filter((test) => module in test.executed);
  const executing = loading.filter((test) => executes(test, module, mutation.start));
  const found = executing.length > 0 ? executing : loading;
  return found
    .toSorted(
      (a, b) =>
        distance(a.path, module) - distance(b.path, module) || a.milliseconds - b.milliseconds,
    )
    .slice(0, MAX_TESTS);
}

/** 0 for the module's own test file, which mirrors its path; then by folders between the two. */
export function distance(test: string, module: string): number {
  const from = dirname(test).replace('dist/test', 'dist/src').split('/');
  const to = dirname(module).split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  const folders = from.length + to.length - 2 * shared;
  const own = basename(test).startsWith(basename(module, '.js'));
  return own ? folders : folders + 1;
}
