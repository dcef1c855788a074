import test from 'ava';
import { stillAvif } from '../../../../src/inference/child/decode/animated-avif.js';

/** A file type box with its brands, and the name of the box behind it. */
function avif(brands: string, next: string): Buffer {
  const file = Buffer.from(`    ftyp${brands}    ${next}`, 'latin1');
  file.writeUInt32BE(8 + brands.length);
  file.writeUInt32BE(8, 8 + brands.length);
  return file;
}

test('an animation gets the brands of a still image, in a copy', (t) => {
  const file = avif('avis\0\0\0\0msf1miafavis', 'meta');
  const before = Buffer.from(file);
  t.deepEqual(Buffer.from(stillAvif(file)), avif('avif\0\0\0\0avifmiafavif', 'meta'));
  t.deepEqual(file, before);
});

test('a still image is left as it is', (t) => {
  const file = avif('avif\0\0\0\0avismiaf', 'meta');
  t.is(stillAvif(file), file);
});

test('what lies behind the file type box is no brand, nor is its minor version', (t) => {
  const file = avif('avismsf1miaf', 'avis');
  t.deepEqual(Buffer.from(stillAvif(file)), avif('avifmsf1miaf', 'avis'));
});
