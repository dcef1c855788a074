// Puts the service under mixed load for SOAK_SECONDS (default: 600). Exits with code 1 if it finds faults.
// Does not measure speed.
import { runSoak } from './run-soak.js';
import type { Vitals } from './vitals.js';

const seconds = Number(process.env['SOAK_SECONDS'] ?? 600);
if (!(seconds > 0)) {
  process.stderr.write('SOAK_SECONDS must be a number of seconds above 0\n');
  process.exit(1);
}

function row(name: string, { main, eldest, tree, descriptors, processes }: Vitals): string {
  const megabytes = [main, eldest, tree].map((value) => `${value.toFixed()} MB`).join(' / ');
  return `${name}: memory of main / eldest child / all (PSS) ${megabytes}, ${descriptors} descriptors, ${processes} children`;
}

process.stdout.write(`${seconds} s of mixed load …\n`);
const { answers, kills, middle, end, faults } = await runSoak(seconds);
const lines = [
  `requests: ${[...answers].map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  `children killed: ${kills}`,
  row('middle', middle),
  row('end', end),
  ...faults.map((fault) => `FAULT: ${fault}`),
  faults.length === 0 ? 'all as it should be' : `${faults.length} faults`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
