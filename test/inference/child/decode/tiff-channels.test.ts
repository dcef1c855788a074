import test from 'ava';
import { hasIgnoredChannel } from '../../../../src/inference/child/decode/tiff-channels.js';

const SHORT = 3;
const [BITS_PER_SAMPLE, PHOTOMETRIC, SAMPLES_PER_PIXEL, EXTRA_SAMPLES] = [258, 262, 277, 338];
const [RGB, CMYK] = [2, 5];

interface Layout {
  readonly little: boolean;
  readonly big: boolean;
}

/** A TIFF's header and first directory with tags of one value; it lies behind `gap` bytes. */
function tiff(tags: readonly (readonly [number, number])[], { little, big }: Layout, gap = 64) {
  const view = new DataView(new ArrayBuffer(1024));
  const address = (at: number, value: number) => {
    if (big) view.setBigUint64(at, BigInt(value), little);
    else view.setUint32(at, value, little);
  };
  view.setUint16(0, little ? 0x4949 : 0x4d4d, little);
  view.setUint16(2, big ? 43 : 42, little);
  if (big) view.setUint16(4, 8, little);
  address(big ? 8 : 4, gap);
  if (big) address(gap, tags.length);
  else view.setUint16(gap, tags.length, little);
  for (const [index, [tag, value]] of tags.entries()) {
    const entry = gap + (big ? 8 + 20 * index : 2 + 12 * index);
    view.setUint16(entry, tag, little);
    view.setUint16(entry + 2, SHORT, little);
    address(entry + 4, 1);
    view.setUint16(entry + (big ? 12 : 8), value, little);
  }
  return view;
}

for (const little of [true, false])
  for (const big of [true, false]) {
    const layout = { little, big };
    const kind = `${big ? 'BigTIFF' : 'TIFF'}, ${little ? 'little' : 'big'}-endian`;

    test(`${kind}: a fourth channel of RGB is ignored if its kind is not specified`, (t) => {
      const rgbx = (kind: number) =>
        tiff(
          [
            [PHOTOMETRIC, RGB],
            [SAMPLES_PER_PIXEL, 4],
            [EXTRA_SAMPLES, kind],
          ],
          layout,
        );
      t.true(hasIgnoredChannel(rgbx(0)));
      t.false(hasIgnoredChannel(rgbx(2)));
      t.false(
        hasIgnoredChannel(
          tiff(
            [
              [PHOTOMETRIC, RGB],
              [SAMPLES_PER_PIXEL, 3],
            ],
            layout,
          ),
        ),
      );
    });

    test(`${kind}: channels that would be taken for others are refused`, (t) => {
      const rgbaa = tiff(
        [
          [PHOTOMETRIC, RGB],
          [SAMPLES_PER_PIXEL, 5],
        ],
        layout,
        200,
      );
      t.throws(() => hasIgnoredChannel(rgbaa), { message: /5 channels/ });
      const deep = [
        [BITS_PER_SAMPLE, 16],
        [PHOTOMETRIC, CMYK],
        [SAMPLES_PER_PIXEL, 4],
      ] as const;
      t.throws(() => hasIgnoredChannel(tiff(deep, layout)), { message: /8 bits/ });
    });
  }
