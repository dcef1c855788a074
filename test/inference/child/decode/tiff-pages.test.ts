import test from 'ava';
import { countTiffPages } from '../../../../src/inference/child/decode/tiff-pages.js';

const LIMIT = 10;

/** A TIFF, or BigTIFF, whose directories of two entries are at the multiples of 64. */
function tiff(nextOf: readonly number[], big: boolean): DataView {
  const view = new DataView(new ArrayBuffer(64 * (nextOf.length + 1)));
  const address = (at: number, value: number) => {
    if (big) view.setBigUint64(at, BigInt(value));
    else view.setUint32(at, value);
  };
  view.setUint16(0, 0x4d4d);
  view.setUint16(2, big ? 43 : 42);
  address(big ? 8 : 4, 64);
  for (const [index, next] of nextOf.entries()) {
    const at = 64 * (index + 1);
    if (big) address(at, 2);
    else view.setUint16(at, 2);
    address(at + (big ? 8 + 2 * 20 : 2 + 2 * 12), next);
  }
  return view;
}

function shortened(view: DataView, bytes: number): DataView {
  return new DataView(view.buffer, 0, view.byteLength - bytes);
}

for (const big of [false, true]) {
  const kind = big ? 'BigTIFF' : 'TIFF';

  test(`${kind}: the pages of a chain count, in whatever order they lie`, (t) => {
    t.is(countTiffPages(tiff([0], big), LIMIT), 1);
    t.is(countTiffPages(tiff([192, 0, 128], big), LIMIT), 3);
  });

  test(`${kind}: a chain that is circular counts as one page above the limit`, (t) => {
    t.is(countTiffPages(tiff([128, 64], big), LIMIT), LIMIT + 1);
    t.is(countTiffPages(tiff([128, 192, 0], big), 2), 3);
  });

  test(`${kind}: a page counts if its number of entries is there`, (t) => {
    const two = tiff([128, 0], big);
    const counted = big ? 8 : 2;
    t.is(countTiffPages(shortened(two, 64 - counted), LIMIT), 2);
    t.is(countTiffPages(shortened(two, 64 - counted + 1), LIMIT), 1);
    t.is(countTiffPages(tiff([9999], big), LIMIT), 1);
  });

  test(`${kind}: a directory that ends with the file has a next one`, (t) => {
    const last = tiff([128, 64], big);
    const end = big ? 8 + 2 * 20 + 8 : 2 + 2 * 12 + 4;
    t.is(countTiffPages(shortened(last, 64 - end), LIMIT), LIMIT + 1);
    t.is(countTiffPages(shortened(last, 64 - end + 1), LIMIT), 2);
  });
}
