/** `make log-search`: the log through rsyslog into OpenSearch, and found again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLogSearch } from './run-log-search.js';

const folder = mkdtempSync(join(tmpdir(), 'log-search-'));
const say = (text: string) => void process.stdout.write(`${text}\n`);
try {
  await runLogSearch(folder, say);
  say('all lines arrived, were found, and what breaks the schema was refused');
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
