import test from 'ava';
import { maxCharacters } from '../../src/monitor/character-bound.js';

test('the URLs may be 512 characters long on average, and a mebibyte in total at least', (t) => {
  t.is(maxCharacters(1), 1_048_576);
  t.is(maxCharacters(2048), 1_048_576);
  t.is(maxCharacters(100_000), 51_200_000);
});
