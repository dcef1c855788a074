import test from 'ava';
import { AxiosError } from 'axios';
import { untriedFamily } from '../../src/fetch/untried-family.js';

function refused(address: string): Error {
  const details = { code: 'ECONNREFUSED', syscall: 'connect', address };
  return Object.assign(new Error('connect ECONNREFUSED'), details);
}

test('the other family is untried when all attempts were of one', (t) => {
  t.is(untriedFamily(AxiosError.from(refused('192.0.2.1')), 'name.test'), 6);
  t.is(untriedFamily(refused('2001:db8::1'), 'name.test'), 4);
  const attempts = [refused('192.0.2.1'), refused('192.0.2.2')];
  t.is(untriedFamily(new AggregateError(attempts), 'name.test'), 6);
});

test('no family is untried after attempts of both, other errors, or for an address', (t) => {
  const attempts = [refused('192.0.2.1'), refused('2001:db8::1')];
  t.is(untriedFamily(new AggregateError(attempts), 'name.test'), undefined);
  const [four] = attempts;
  const reset = Object.assign(refused('192.0.2.1'), { syscall: 'read' });
  const nowhere = Object.assign(new Error('connect ENETUNREACH'), { syscall: 'connect' });
  for (const other of [reset, nowhere])
    t.is(untriedFamily(new AggregateError([four, other]), 'name.test'), undefined);
  for (const error of [reset, nowhere, new Error('?'), new AggregateError([]), 'text', undefined])
    t.is(untriedFamily(error, 'name.test'), undefined);
  for (const host of ['192.0.2.1', '[2001:db8::1]'])
    t.is(untriedFamily(refused('192.0.2.1'), host), undefined);
});
