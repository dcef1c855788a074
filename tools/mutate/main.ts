// Makes small random changes to the compiled source; each must turn a test red. MUTATE_COUNT of them
// (300), made from MUTATE_SEED (random), within MUTATE_SECONDS (1200) after the tests ran unchanged,
// by MUTATE_WORKERS (1) at a time, in sources whose path starts with MUTATE_ONLY (src/).
import { randomInt } from 'node:crypto';
import { measure, survivor } from './measure.js';
import { score, scoresByFolder } from './score-table.js';

process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => process.exit(143));
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const seed = number('MUTATE_SEED', randomInt(1_000_000));
console.log(`MUTATE_SEED=${seed} …`);
const { verdicts, candidates } = await measure({
  project: process.cwd(),
  seed,
  count: number('MUTATE_COUNT', 300),
  seconds: number('MUTATE_SECONDS', 1200),
  workers: number('MUTATE_WORKERS', 1),
  only: process.env['MUTATE_ONLY'] ?? 'src/',
  report: (line) => {
    console.log(line);
  },
});
console.table(scoresByFolder(verdicts));
for (const [{ file, text, reason }, count] of candidates.excluded)
  console.log(`not changed: ${count} in ${file}, ${text} (${reason})`);
const survivors = verdicts.filter(({ outcome }) => outcome === 'green');
console.log(`no test noticed ${survivors.length}:`);
for (const { mutant } of survivors) console.log(survivor(mutant));
const all = score('all', verdicts);
console.log(
  `${all.mutants} mutants: ${all.red} red, ${all.timeout} timed out, ${all.survived} survived; ${all.score}`,
);
