import test from 'ava';
import { bandsOf, rowsPerBand } from '../../../../src/inference/child/decode/bands.js';

test('a band has as many rows as fit into 4 MiB, a multiple of four, and at least four', (t) => {
  t.is(rowsPerBand(3), 1_398_100);
  t.is(rowsPerBand(60_000), 68);
  t.is(rowsPerBand(1 << 18), 16);
  t.is(rowsPerBand((1 << 18) + 1), 12);
  t.is(rowsPerBand(1 << 20), 4);
  t.is(rowsPerBand(1 << 24), 4);
});

test('an image is divided into bands from the top, without a copy', (t) => {
  const [width, height] = [20_000, 150];
  const data = new Uint8Array(width * height * 3);
  const bands = [...bandsOf({ width, height, data })];
  t.deepEqual(
    bands.map((band) => [band.width, band.height, band.data.byteOffset, band.data.length]),
    [
      [width, 68, 0, 68 * 60_000],
      [width, 68, 68 * 60_000, 68 * 60_000],
      [width, 14, 136 * 60_000, 14 * 60_000],
    ],
  );
  t.true(bands.every((band) => band.data.buffer === data.buffer));
});
