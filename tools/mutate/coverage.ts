import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from './run-tests.js';

/** What one test file executes. */
export interface TestFile {
  /** Path in the workspace. */
  readonly path: string;
  readonly milliseconds: number;
  /** For each module of dist/src/ that it loads: the intervals [start, end) that it executed. */
  readonly executed: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

interface Recorded {
  readonly path: string;
  readonly ranges: readonly (readonly [start: number, end: number, count: number])[];
}

/** Milliseconds for the slowest test file on a busy machine. */
const TIMEOUT = 300_000;

/**
 * Runs a test file of the unchanged code, and records what it executes. The result is kept in `cache`
 * for as long as `version`, which stands for everything that the test depends on, is the same.
 *
 * @returns undefined when the test fails: it can tell nothing about mutants
 */
export async function coverageOf(
  workspace: string,
  path: string,
  cache: string,
  version: string,
): Promise<TestFile | undefined> {
  mkdirSync(cache, { recursive: true });
  const key = createHash('sha256')
    .update(version)
    .update(path)
    .update(readFileSync(join(workspace, path)))
    .digest('hex');
  const kept = join(cache, `${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as TestFile;

  const record = join(cache, `${key}.lines`);
  const start = performance.now();
  const recorded = await runTests(workspace, [path], TIMEOUT, {
    NODE_OPTIONS: `--import=${new URL('record-coverage.js', import.meta.url).href}`,
    MUTATE_COVERAGE_FILE: record,
  });
  const milliseconds = performance.now() - start;
  const text = existsSync(record) ? readFileSync(record, 'utf8') : '';
  rmSync(record, { force: true });
  // Recording takes time, which may be what makes a test fail.
  if (recorded !== 'green' && (await runTests(workspace, [path], TIMEOUT)) !== 'green')
    return undefined;
  const test = { path, milliseconds, executed: executedBy(text) };
  writeFileSync(kept, JSON.stringify(test));
  return test;
}

/** Whether a test executes what lies at an offset of a module. */
export function executes(test: TestFile, module: string, offset: number): boolean {
  return (test.executed[module] ?? []).some(([start, end]) => start <= offset && offset < end);
}

/** @param text lines of record-coverage.ts; a process that was killed may have left half a line */
export function executedBy(text: string): TestFile['executed'] {
  const modules = new Map<string, Uint8Array>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('{') || !line.endsWith('}')) continue;
    const { path, ranges } = JSON.parse(line) as Recorded;
    const before = modules.get(path);
    const painted = paint(ranges);
    modules.set(path, before === undefined ? painted : union(before, painted));
  }
  return Object.fromEntries([...modules].map(([path, marks]) => [path, intervals(marks)]));
}

/** Inner ranges lie within outer ones and are more exact. */
function paint(ranges: Recorded['ranges']): Uint8Array {
  const marks = new Uint8Array(Math.max(0, ...ranges.map(([, end]) => end)));
  const outerFirst = ranges.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0]));
  for (const [start, end, count] of outerFirst) marks.fill(count > 0 ? 1 : 0, start, end);
  return marks;
}

function union(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b];
  return longer.map((mark, index) => mark | (shorter[index] ?? 0));
}

function intervals(marks: Uint8Array): [number, number][] {
  const found: [number, number][] = [];
  let start = marks.indexOf(1);
  while (start !== -1) {
    const zero = marks.indexOf(0, start);
    const end = zero === -1 ? marks.length : zero;
    found.push([start, end]);
    start = marks.indexOf(1, end);
  }
  return found;
}
