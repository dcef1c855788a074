import test from 'ava';
import { checkFileFormat, checkSize } from '../../../../src/inference/child/decode/check-image.js';
import { MAX_FRAMES } from '../../../../src/inference/child/decode/image-limits.js';

function allowed(width: number, height: number, maxPixels: number, cost?: number): boolean {
  try {
    checkSize({ width, height }, maxPixels, cost);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'image_too_many_pixels') return false;
    throw error;
  }
}

test('as many pixels as the bound are allowed, and no more', (t) => {
  t.true(allowed(20, 50, 1000));
  t.false(allowed(20, 50, 999));
  t.false(allowed(1001, 1, 1000));
});

test('where a pixel costs more memory, fewer are allowed', (t) => {
  t.true(allowed(25, 10, 1000, 4));
  t.false(allowed(251, 1, 1000, 4));
  t.true(allowed(333, 1, 1000, 3));
  t.false(allowed(334, 1, 1000, 3));
  t.throws(
    () => {
      checkSize({ width: 251, height: 1 }, 1000, 4);
    },
    { message: 'the image has 251×1 pixels, more than the 250 allowed for its format' },
  );
});

test('a side has at most 65,535 pixels', (t) => {
  t.true(allowed(65_535, 1, 1_000_000));
  t.true(allowed(1, 65_535, 1_000_000));
  t.false(allowed(65_536, 1, 1_000_000));
  t.false(allowed(1, 65_536, 1_000_000));
});

test('an image without pixels is none', (t) => {
  for (const [width, height] of [
    [0, 5],
    [5, 0],
  ] as const)
    t.throws(() => allowed(width, height, 1000), { message: 'the image has no pixels' });
});

test('an animation may have as many frames as the bound, and no more', (t) => {
  const animation = (frames: number) => {
    const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
    return Buffer.concat([header, Buffer.alloc(8 * frames, 'ANMF\0\0\0\0', 'latin1')]);
  };
  t.notThrows(() => {
    checkFileFormat(animation(MAX_FRAMES));
  });
  t.throws(
    () => {
      checkFileFormat(animation(MAX_FRAMES + 1));
    },
    { message: 'the image has more than the 5000 frames allowed' },
  );
});
