import { LineWriter, standardOutput } from '../../../src/telemetry/log/line-writer.js';

// A program: writes four lines of 1 MB to standard output, says so on standard error, and waits.
const writer = new LineWriter(standardOutput());
for (let line = 0; line < 4; line++) {
  writer.write(`${'x'.repeat(999_999)}\n`);
  writer.flush();
}
process.stderr.write('written\n');
setInterval(() => undefined, 1000);
