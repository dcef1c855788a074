import test from 'ava';
import { didYouMean } from '../../src/cli/did-you-mean.js';

const KNOWN = ['classify', 'serve', '--help'];

test('up to three letters may be wrong, and half of a short word', (t) => {
  t.is(didYouMean('clasify', KNOWN), ': did you mean classify?');
  t.is(didYouMean('classxyz', KNOWN), ': did you mean classify?');
  t.is(didYouMean('clasxyzw', KNOWN), '');
  t.is(didYouMean('srev', KNOWN), '');
  t.is(didYouMean('serx', KNOWN), ': did you mean serve?');
});
