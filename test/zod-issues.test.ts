import test from 'ava';
import { z } from 'zod';
import { describeIssues } from '../src/zod-issues.js';

const point = z.object({ x: z.number('a number, please'), y: z.array(z.string('a text, please')) });

function describe(schema: z.ZodType, value: unknown): string | undefined {
  const { error } = schema.safeParse(value);
  return error && describeIssues(error);
}

test('every issue is named with its path, in one line', (t) => {
  t.is(describe(point, { x: 'left', y: ['up', 1] }), 'x: a number, please; y.1: a text, please');
});

test('an issue of the value as a whole has no path', (t) => {
  t.is(describe(z.string('a text, please'), 1), 'a text, please');
});

test('of many issues the first ten are named', (t) => {
  const words = describe(point, { x: 0, y: Array<number>(12).fill(0) })?.split('; ');
  t.is(words?.length, 11);
  t.is(words?.[9], 'y.9: a text, please');
  t.is(words?.[10], 'and 2 more');
});
