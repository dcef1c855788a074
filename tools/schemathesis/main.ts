// Holds the running service to its own API document: `make schemathesis`. Exits with code 1 if there are faults.
import { runSchemathesis } from './run-schemathesis.js';

const { answers, faults } = await runSchemathesis();
const counts = new Map<string, number>();
for (const { operation, status } of answers) {
  const key = `${operation} → ${status}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
const lines = [
  ...[...counts].sort().map(([key, count]) => `${key}: ${count}`),
  ...faults.map((fault) => `FAULT: ${fault}`),
  faults.length === 0
    ? `${answers.length} answers, all as the document says`
    : `${faults.length} faults`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
