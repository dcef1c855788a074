import test from 'ava';
import { fileFormatOf } from '../../../../src/inference/child/decode/file-format.js';

/** A file type box with its brands, and what follows it. */
function fileTypeBox(brands: string, rest = ''): DataView {
  const bytes = Buffer.from(`    ftyp${brands}${rest}`, 'latin1');
  bytes.writeUInt32BE(8 + brands.length);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

test('an AVIF is known by its major or a compatible brand', (t) => {
  for (const brands of ['avif', 'avis', 'mif1\0\0\0\0avif', 'mif1\0\0\0\0miafavis'])
    t.is(fileFormatOf(fileTypeBox(brands)), 'avif', brands);
});

test('a brand is four letters at their place, and the minor version is none', (t) => {
  for (const brands of ['heic', 'mif1avif', 'mif1\0\0\0\0miaavifx'])
    t.is(fileFormatOf(fileTypeBox(brands)), undefined, brands);
});

test('what follows the file type box is no brand', (t) => {
  t.is(fileFormatOf(fileTypeBox('isom', 'avif')), undefined);
  // A brand that is only complete with the byte behind the box.
  t.is(fileFormatOf(fileTypeBox('isomxavi', 'f')), undefined);
  t.is(fileFormatOf(fileTypeBox('isom', 'heic')), undefined);
});
