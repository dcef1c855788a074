// Loaded before anything else into each process of a test run (`--import`). Now and then, and when the
// process ends, it appends what it executed of dist/src/ to MUTATE_COVERAGE_FILE. NODE_V8_COVERAGE does
// not do: children that are killed write nothing, and tests that start the service give it an
// environment of its own.
import childProcess, { type ChildProcess, type SpawnOptions } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';

/** Milliseconds between two records: a process that is killed has none at its end. */
const INTERVAL = 100;

const file = process.env['MUTATE_COVERAGE_FILE'] ?? '';
const options = process.env['NODE_OPTIONS'] ?? '';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
process.on('exit', write);
setInterval(write, INTERVAL).unref();

const spawn = childProcess.spawn as (...parameters: unknown[]) => ChildProcess;
childProcess.spawn = ((command: string, ...rest: unknown[]) => {
  const spawnOptions = rest.at(-1) as SpawnOptions | undefined;
  if (spawnOptions?.env !== undefined) spawnOptions.env = recording(spawnOptions.env);
  return spawn(command, ...rest);
}) as typeof childProcess.spawn;
syncBuiltinESMExports();

/** A test's own NODE_OPTIONS stay. */
function recording(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = environment['NODE_OPTIONS'] ?? '';
  const both = own.includes(options) ? own : `${own} ${options}`;
  return { ...environment, NODE_OPTIONS: both, MUTATE_COVERAGE_FILE: file };
}

/** One line for each module: its path, and the ranges [start, end, count] of its functions and blocks. */
function write(): void {
  session.post('Profiler.takePreciseCoverage', (error, coverage) => {
    // An error is null, whatever its type says; then there is nothing to write.
    if (error !== null) return;
    appendFileSync(file, coverage.result.map(lineOf).join(''));
  });
}

function lineOf({ url, functions }: Profiler.ScriptCoverage): string {
  const path = /\/(dist\/src\/.*\.js)$/.exec(url)?.[1];
  if (path === undefined) return '';
  const ranges = functions
    .flatMap((each) => each.ranges)
    .map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count]);
  return `${JSON.stringify({ path, ranges })}\n`;
}
