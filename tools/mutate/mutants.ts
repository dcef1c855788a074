import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, posix } from 'node:path';
import type { Exclusion } from './exclusion.js';
import { apply, type Mutation, mutationsOf } from './mutations.js';

export interface Mutant {
  /** Path of the compiled module in the project. */
  readonly module: string;
  /** Path of its source, and the line there, from 1. */
  readonly source: string;
  readonly line: number;
  /** The line of the compiled module, and what becomes of it. */
  readonly before: string;
  readonly after: string;
  readonly mutation: Mutation;
}

export interface Candidates {
  readonly mutants: readonly Mutant[];
  /** How many were left out for each exclusion. */
  readonly excluded: ReadonlyMap<Exclusion, number>;
}

/** Below dist/src/: what runs in the browser, from files that the build compresses. test/browser holds it. */
const BROWSER = /^web\/(assets|browser)\//;

/** @param only start of the sources' paths, e.g. `src/settings` */
export function findMutants(
  project: string,
  only: string,
  exclusions: readonly Exclusion[],
): Candidates {
  const excluded = new Map(exclusions.map((exclusion) => [exclusion, 0]));
  const mutants = readdirSync(join(project, 'dist/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !BROWSER.test(name))
    .toSorted()
    .flatMap((name) => mutantsOf(project, posix.join('dist/src', name)))
    .filter(({ source }) => source.startsWith(only))
    .filter(({ source, before }) => {
      const why = exclusions.find(
        ({ file, text }) => inFile(source, file) && before.includes(text),
      );
      if (why !== undefined) excluded.set(why, (excluded.get(why) ?? 0) + 1);
      return why === undefined;
    });
  return { mutants, excluded };
}

function inFile(source: string, file: string): boolean {
  return source === file || source.startsWith(`${file}/`);
}

function mutantsOf(project: string, module: string): Mutant[] {
  const code = readFileSync(join(project, module), 'utf8');
  const map = new SourceMap(
    JSON.parse(readFileSync(join(project, `${module}.map`), 'utf8')) as SourceMapPayload,
  );
  return mutationsOf(code).flatMap((mutation) => {
    const { start, end } = mutation;
    const lineStart = code.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = endOfLine(code, end);
    const lineNumber = code.slice(0, start).split('\n').length - 1;
    const entry = map.findEntry(lineNumber, start - lineStart);
    if (!('originalSource' in entry)) return [];
    return {
      module,
      source: posix.join(dirname(module), entry.originalSource),
      line: entry.originalLine + 1,
      before: oneLine(code.slice(lineStart, lineEnd)),
      after: oneLine(
        apply(code.slice(lineStart, lineEnd), {
          ...mutation,
          start: start - lineStart,
          end: end - lineStart,
        }),
      ),
      mutation,
    };
  });
}

function endOfLine(code: string, offset: number): number {
  const end = code.indexOf('\n', offset);
  return end === -1 ? code.length : end;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
