import { readFileSync } from 'node:fs';
import test from 'ava';
import { STATUS_OF_CODE } from '../src/errors.js';

test('each code has the status that the documents promise', (t) => {
  const rows = readFileSync('docs/api.md', 'utf8').matchAll(/^\| (\d{3}) +\| (`.*) \|$/gm);
  const promised: Record<string, number> = {};
  for (const [, status, codes] of rows) {
    // What follows a colon, or is in parentheses, explains.
    const plain = String(codes).replaceAll(/\([^)]*\)|:[^;]*/g, '');
    for (const [, code] of plain.matchAll(/`(\w+)`/g)) promised[String(code)] = Number(status);
  }
  t.deepEqual(promised, { ...STATUS_OF_CODE, internal_error: 500 });
});
