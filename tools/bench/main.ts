// `make bench`: compares the service with the usual ways to build one. Progress goes to stderr, the
// tables (Markdown) to stdout, all results to build/bench/result.json.
import { writeFile } from 'node:fs/promises';
import { describeMachine } from './machine.js';
import { readOptions } from './options.js';
import { WORK } from './paths.js';
import { runBench } from './run-bench.js';
import { comparisonTable, cpuTable, modelTable } from './table.js';

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

try {
  const options = readOptions(process.env);
  const machine = describeMachine();
  const start = performance.now();
  const { rows, cpu, models, failed } = await runBench(options, (line) =>
    process.stderr.write(`${line}\n`),
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  await writeFile(
    `${WORK}/result.json`,
    `${JSON.stringify({ machine, options, seconds, rows, cpu, models, failed }, undefined, 2)}\n`,
  );
  const tables = [
    ...(rows.length > 0 ? [comparisonTable(rows)] : []),
    ...(cpu.length > 0 ? [cpuTable(cpu)] : []),
    ...(models.length > 0 ? [modelTable(models)] : []),
  ];
  process.stdout.write(
    `${[`${machine.summary} Medians of alternating rounds.`, ...tables].join('\n\n')}\n`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
  process.exit(1);
}
