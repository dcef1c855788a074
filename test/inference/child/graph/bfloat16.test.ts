import test from 'ava';
import { toBfloat16Constant } from '../../../../src/inference/child/graph/bfloat16.js';
import { nativeBinding } from '../../../../src/inference/child/native-binding.js';

/** The upper halves as float32 again. */
function converted(bits: readonly number[], offset = 0): number[] {
  const buffer = new Uint8Array(offset + bits.length * 4);
  buffer.set(new Uint8Array(Uint32Array.from(bits).buffer), offset);
  const value = { dtype: 'DT_FLOAT', shape: [bits.length], bytes: buffer.subarray(offset) };
  const { dtype, shape, bytes } = toBfloat16Constant(value);
  if (dtype !== 'DT_BFLOAT16' || shape[0] !== bits.length) throw new Error('another type or shape');
  return [...new Uint16Array(new Uint8Array(bytes).buffer)];
}

test('float32 is rounded to the nearest bfloat16, ties to even', (t) => {
  const cases: [bits: number, expected: number][] = [
    [0x3f80_0000, 0x3f80],
    [0x3f80_7fff, 0x3f80],
    [0x3f80_8000, 0x3f80],
    [0x3f80_8001, 0x3f81],
    [0x3f81_8000, 0x3f82],
    [0xbf81_8000, 0xbf82],
    [0x7f7f_ffff, 0x7f80],
    [0x7f80_0000, 0x7f80],
    [0xff80_0000, 0xff80],
    [0x7f80_0001, 0x7fc0],
    [0x8000_0000, 0x8000],
    [0x0000_8001, 0x0001],
  ];
  t.deepEqual(
    converted(cases.map(([bits]) => bits)),
    cases.map(([, expected]) => expected),
  );
  t.deepEqual(converted([0x3f81_8000], 3), [0x3f82]);
});

test('TensorFlow’s Cast rounds the same way', (t) => {
  const binding = nativeBinding();
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  const [FLOAT, BFLOAT16] = [1, 14];
  const bits = Uint32Array.from({ length: 5000 }, (_, index) => {
    const mixed = Math.imul(index + 1, 0x9e37_79b1);
    // Without NaN and infinity, and with many ties.
    return ((mixed & 0xbfff_ffff) ^ (index % 3 === 0 ? mixed & 0x7fff : 0)) >>> 0;
  });
  const floats = new Float32Array(bits.buffer);
  const tensor = binding.createTensor([bits.length], FLOAT, floats as never);
  const [half] = binding.executeOp(
    'Cast',
    [type('SrcT', FLOAT), type('DstT', BFLOAT16)],
    [tensor],
    1,
  );
  const back = binding.executeOp(
    'Cast',
    [type('SrcT', BFLOAT16), type('DstT', FLOAT)],
    [half?.id ?? 0],
    1,
  );
  const expected = new Uint32Array(
    (binding.tensorDataSync(back[0]?.id ?? 0) as Float32Array).slice().buffer,
  );
  t.deepEqual(
    converted([...bits]),
    [...expected].map((value) => value >>> 16),
  );
});
