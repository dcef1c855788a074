import test from 'ava';
import { runSoak } from '../../tools/soak/run-soak.js';

test('mixed load and killed children: nothing leaks, every count is exact, SIGTERM ends it', async (t) => {
  const { answers, kills, middle, faults } = await runSoak(8);
  t.deepEqual(faults, []);
  t.true(kills > 0);
  for (const kind of ['new', 'hot', 'missing', 'refused', 'hang-up', 'report'])
    t.true((answers.get(kind) ?? 0) > 0, kind);
  t.true(middle.processes > 0 || process.platform !== 'linux');
});
