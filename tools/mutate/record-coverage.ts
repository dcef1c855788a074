// Loaded before anything else into each process of a test run (`--import`). When the process ends, it
// appends what it executed of dist/src/ to MUTATE_COVERAGE_FILE. NODE_V8_COVERAGE does not do: children
// that are killed write nothing, and tests that start the service give it an environment of its own.
import childProcess, { type ChildProcess, type SpawnOptions } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';

/** Milliseconds that a child has to write down what it executed, before it is killed. */
const LAST_WORDS = 200;

const file = process.env['MUTATE_COVERAGE_FILE'] ?? '';
const options = process.env['NODE_OPTIONS'] ?? '';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
process.on('exit', write).on('SIGUSR2', write);

const spawn = childProcess.spawn as (...parameters: unknown[]) => ChildProcess;
childProcess.spawn = ((command: string, ...rest: unknown[]) => {
  const spawnOptions = rest.at(-1) as SpawnOptions | undefined;
  if (spawnOptions?.env !== undefined)
    spawnOptions.env = { ...spawnOptions.env, NODE_OPTIONS: options, MUTATE_COVERAGE_FILE: file };
  return spawn(command, ...rest);
}) as typeof childProcess.spawn;
syncBuiltinESMExports();

const { prototype } = childProcess.ChildProcess;
const kill = Reflect.get(prototype, 'kill') as (this: ChildProcess, signal?: unknown) => boolean;
prototype.kill = function (signal) {
  if (signal === 'SIGKILL' && this.exitCode === null && kill.call(this, 'SIGUSR2'))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_WORDS);
  return kill.call(this, signal);
};

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
