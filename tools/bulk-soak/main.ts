// Puts BULK_SOAK_URLS (default: 20,000) loopback URLs through two bulk workers, one of which is killed again and
// again and replaced. Exits with code 1 if a URL is not exactly once in the result, in order.
import { runBulkSoak } from './run-bulk-soak.js';

const count = Number(process.env['BULK_SOAK_URLS'] ?? 20_000);
// The commands would take it for a mistyped setting.
delete process.env['BULK_SOAK_URLS'];
if (!Number.isInteger(count) || count < 1) {
  process.stderr.write('BULK_SOAK_URLS must be a whole number above 0\n');
  process.exit(1);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

const { seconds, kills, requests, memory, keys, faults } = await runBulkSoak(count);
const { before, added, peak, after } = memory;
for (const fault of faults) process.stdout.write(`FAULT: ${fault}\n`);
process.stdout.write(
  `memory of Redis: ${megabytes(before)} before, ${megabytes(added)} with all URLs added, ${megabytes(peak)} at most, ${megabytes(after)} after all was collected (${keys} keys left)\n`,
);
process.stdout.write(
  `${faults.length === 0 ? 'all as it should be' : `${faults.length} faults`}: ${count} URLs, ${kills} workers killed, ${requests} fetches, ${seconds.toFixed(0)} s\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
