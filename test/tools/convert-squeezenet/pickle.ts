/** A float32 array as it goes into a weights file. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parts of pickles, protocol 2 and 3 (Python's pickletools describes each opcode). */
export const op = {
  start: '\x80\x03',
  stop: '.',
  mark: '(',
  list: (...items: string[]) => `](${items.join('')}e`,
  tuple: (...items: string[]) => `(${items.join('')}t`,
  dict: (...pairs: [string, string][]) => `}(${pairs.flat().join('')}u`,
  text: (value: string) => `X${uint32(value.length)}${value}`,
  bytes: (value: Uint8Array) => `B${uint32(value.length)}${Buffer.from(value).toString('latin1')}`,
  integer: (value: number) => `J${uint32(value)}`,
  false: '\x89',
  global: (module: string, name: string) => `c${module}\n${name}\n`,
  /** Calls what `name` put on the stack. */
  reduce: (name: string, ...args: string[]) => `${name}(${args.join('')}tR`,
  build: (object: string, state: string) => `${object}${state}b`,
};

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes.toString('latin1');
}

/** The bytes of a pickle of one value. */
export function pickle(value: string): Buffer {
  return Buffer.from(op.start + value + op.stop, 'latin1');
}

/** An array as numpy pickles it; the options spoil it. */
export function numpyArray(
  { shape, data }: FloatArray,
  { type = 'f4', order = '<', fortran = false, bytes = bytesOf(data) } = {},
): string {
  const { global, reduce, build, text, tuple, integer } = op;
  const dtype = build(
    reduce(global('numpy', 'dtype'), text(type), op.false, '\x88'),
    tuple(integer(3), text(order), 'N', 'N', 'N', integer(-1), integer(-1), integer(0)),
  );
  const empty = reduce(
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    tuple(integer(0)),
    op.bytes(Buffer.from('b')),
  );
  const sizes = tuple(...shape.map(integer));
  return build(empty, tuple(integer(1), sizes, dtype, fortran ? '\x88' : '\x89', op.bytes(bytes)));
}

export function bytesOf(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
