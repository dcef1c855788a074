// Runs ava with the given arguments. Passes its output and exit code through, and adds a last line with
// the numbers of passed and failed tests.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Tally } from './tally.js';

const ava = join(dirname(createRequire(import.meta.url).resolve('ava')), 'cli.mjs');
const child = spawn(process.execPath, [ava, ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // On a Linux console ava would use other characters for results.
  env: { ...process.env, TERM: 'dumb' },
});
const tally = new Tally();
const lines = createInterface({ input: child.stdout });
lines.on('line', (line) => {
  tally.count(line);
  process.stdout.write(`${line}\n`);
});
child.on('close', (code) => {
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  process.stdout.write(`${tally.summary()}\n`);
  process.exitCode = code ?? 1;
});
