import test, { type ExecutionContext } from 'ava';
import { measure, shuffle } from '../../../tools/mutate/measure.js';
import { score, scoresByFolder } from '../../../tools/mutate/score-table.js';
import { makeProject } from './project.js';

const LIMIT = `/** At most nine. */
export function isAllowed(value: number): boolean {
  return value < 10;
}
`;

function testOf(...assertions: string[]): string {
  return `import test from 'ava';
import { isAllowed } from '../src/limit.js';
test('a limit', (t) => { ${assertions.join(' ')} });
`;
}

const GOOD = testOf('t.true(isAllowed(9));', 't.false(isAllowed(10));');
const WEAK = testOf('t.true(isAllowed(5));');

async function measureLimit(t: ExecutionContext, code: string, seed = 1) {
  const lines: string[] = [];
  const { verdicts } = await measure({
    project: makeProject(t, { 'src/limit.ts': LIMIT, 'test/limit.test.ts': code }),
    seed,
    count: 10,
    seconds: 100,
    workers: 1,
    only: 'src/',
    report: (line) => {
      lines.push(line);
    },
  });
  return { verdicts, lines };
}

test('a good test notices every mutant', async (t) => {
  const { verdicts } = await measureLimit(t, GOOD);
  t.deepEqual(scoresByFolder(verdicts), [
    { folder: 'src', mutants: 3, red: 3, timeout: 0, survived: 0, score: '100.0 %' },
  ]);
});

test('a weak test lets mutants survive, which are told by line and change', async (t) => {
  const { verdicts, lines } = await measureLimit(t, WEAK);
  t.is(score('all', verdicts).survived, 3);
  t.true(lines.includes('src/limit.ts:3\n  - return value < 10;\n  + return value <= 10;'));
});

test('a test that fails without any change tells nothing', async (t) => {
  const { verdicts, lines } = await measureLimit(t, testOf('t.fail();'));
  t.is(score('all', verdicts).red, 0);
  t.true(lines.some((line) => line.startsWith('left out') && line.includes('limit.test.js')));
});

test('the same seed gives the same order, another seed another', (t) => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  t.deepEqual(shuffle(items, 7), shuffle(items, 7));
  t.notDeepEqual(shuffle(items, 7), shuffle(items, 8));
  t.deepEqual(
    shuffle(items, 7).toSorted((a, b) => a - b),
    items,
  );
});
