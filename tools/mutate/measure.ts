import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Random } from '../fuzz/random.js';
import { coverageOf, type TestFile } from './coverage.js';
import { EXCLUSIONS } from './exclusions.js';
import { findMutants, type Candidates, type Mutant } from './mutants.js';
import { apply } from './mutations.js';
import { testsOf } from './nearest.js';
import { type Outcome, runTests } from './run-tests.js';
import { makeWorkspace } from './workspace.js';

export interface MeasureOptions {
  /** A project whose sources are compiled to dist/src/, and its ava tests to dist/test/. */
  readonly project: string;
  /** Decides which mutants are taken, and in which order. */
  readonly seed: number;
  /** Mutants at most. */
  readonly count: number;
  /** Seconds after which no further mutant is begun. */
  readonly seconds: number;
  /** How many mutants are under test at a time. */
  readonly workers: number;
  /** Only sources whose path starts so. */
  readonly only: string;
  readonly report: (line: string) => void;
}

export interface Verdict {
  readonly mutant: Mutant;
  /** `green` when no test noticed. */
  readonly outcome: Outcome;
}

export interface Measure {
  readonly verdicts: readonly Verdict[];
  readonly candidates: Candidates;
}

/** Tests of the tools, of the image's build and of the page: they execute src/ at most by the way. */
const OTHER_TESTS = ['dist/test/tools/', 'dist/test/docker/', 'dist/test/browser/'];
/** A mutant may take so many times as long as the unchanged code, and these milliseconds. */
const SLOWER = 5;
const GRACE = 20_000;
/** Mutants between two lines that say how far it is. */
const PROGRESS = 25;

/** Changes the compiled code, one mutant at a time, in copies of the project, and runs its tests. */
export async function measure(options: MeasureOptions): Promise<Measure> {
  const { project, seed, count, seconds, only, report } = options;
  const workspaces = Array.from({ length: options.workers }, (_, index) => {
    const workspace = join(project, 'build/mutate', String(index + 1));
    makeWorkspace(project, workspace);
    return workspace;
  });
  const tests = await testFiles(project, workspaces, report);
  const candidates = findMutants(project, only, EXCLUSIONS);
  const mutants = shuffle(candidates.mutants, seed).slice(0, count);
  report(`${mutants.length} of ${candidates.mutants.length} mutants`);

  const verdicts: Verdict[] = [];
  const deadline = performance.now() + 1000 * seconds;
  let next = 0;
  const work = async (workspace: string) => {
    while (performance.now() < deadline) {
      const mutant = mutants[next++];
      if (mutant === undefined) return;
      const outcome = await test(mutant, testsOf(mutant, tests), workspace);
      verdicts.push({ mutant, outcome });
      if (outcome === 'green') report(survivor(mutant));
      if (verdicts.length % PROGRESS === 0) report(`${verdicts.length} …`);
    }
  };
  await Promise.all(workspaces.map(work));
  return { verdicts, candidates };
}

/** Where it is, and what was changed. */
export function survivor({ source, line, before, after }: Mutant): string {
  return `${source}:${line}\n  - ${before}\n  + ${after}`;
}

/** The same seed gives the same order. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = new Random(seed);
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)).flat();
}

async function testFiles(
  project: string,
  workspaces: readonly string[],
  report: (line: string) => void,
): Promise<TestFile[]> {
  const all = [...modulesIn(project, 'dist/src'), ...modulesIn(project, 'dist/test')].filter(
    (path) => !OTHER_TESTS.some((other) => path.startsWith(other)),
  );
  const paths = all.filter((path) => path.endsWith('.test.js'));
  const version = createHash('sha256');
  for (const path of all.filter((each) => !each.endsWith('.test.js')))
    version.update(path).update(readFileSync(join(project, path)));
  const digest = version.digest('hex');
  report(`what do ${paths.length} test files execute? …`);
  const tests: TestFile[] = [];
  const left = paths.values();
  const work = async (workspace: string) => {
    for (const path of left) {
      const test = await coverageOf(
        workspace,
        path,
        join(project, 'build/mutate/coverage'),
        digest,
      );
      if (test === undefined) report(`left out, for it fails without any change: ${path}`);
      else tests.push(test);
    }
  };
  await Promise.all(workspaces.map(work));
  return tests;
}

function modulesIn(project: string, folder: string): string[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => posix.join(folder, name))
    .toSorted();
}

/** The nearest test file alone, three more, the rest: most mutants are killed by the first. */
async function test(
  { module, mutation }: Mutant,
  tests: readonly TestFile[],
  workspace: string,
): Promise<Outcome> {
  const file = join(workspace, module);
  const code = readFileSync(file, 'utf8');
  writeFileSync(file, apply(code, mutation));
  try {
    for (const group of [tests.slice(0, 1), tests.slice(1, 4), tests.slice(4)]) {
      if (group.length === 0) continue;
      const expected = group.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
      const parameters = ['--fail-fast', ...group.map(({ path }) => path)];
      const outcome = await runTests(workspace, parameters, SLOWER * expected + GRACE);
      if (outcome !== 'green') return outcome;
    }
    return 'green';
  } finally {
    writeFileSync(file, code);
  }
}
