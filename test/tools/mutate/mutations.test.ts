import test from 'ava';
import { apply, mutationsOf } from '../../../tools/mutate/mutations.js';

const becomes = test.macro((t, code: string, ...mutants: string[]) => {
  t.deepEqual(
    mutationsOf(code)
      .map((mutation) => apply(code, mutation))
      .toSorted(),
    mutants.toSorted(),
  );
});

test('a comparison moves its boundary', becomes, 'x = a < b;', 'x = a <= b;');
test('both sides of and become either', becomes, 'x = a && b;', 'x = a || b;');
test('a fallback is dropped', becomes, 'x = a ?? b;', 'x = a;');
test('a sum becomes a difference', becomes, 'x = a + b;', 'x = a - b;');
test('texts are still joined', becomes, "x = a + 'b';");
test('a number is one higher or lower', becomes, 'x = 7;', 'x = 8;', 'x = 6;');
test('zero is one higher', becomes, 'x = 0;', 'x = 1;');
test('a condition is turned round', becomes, 'if (a) b = c;', 'if (!(a)) b = c;');
test('a negation is dropped', becomes, 'if (!a) b = c;', 'if ((a)) b = c;');
test('true becomes false', becomes, 'x = true;', 'x = false;');
test('a call that stands alone is dropped', becomes, 'await f(a);', ';');
test('a call whose result is used stays', becomes, 'x = f(a);');
test('strings stay', becomes, "x = 'a < b';");
test('log lines stay', becomes, 'this.log.warn(a + b);');
test('super stays', becomes, 'class A extends B { constructor() { super(); } }');
test(
  'helpers of the compiler stay',
  becomes,
  'var __decorate = a && b; A = __decorate([c(1)], A);',
);
