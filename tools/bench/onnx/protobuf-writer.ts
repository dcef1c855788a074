/** One field of a protobuf message, encoded. */
export type Field = Buffer;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A non-negative integer: int32, int64, uint32, uint64, bool or enum. */
export function integer(field: number, value: number): Field {
  return Buffer.concat([tag(field, VARINT), varint(value)]);
}

export function text(field: number, value: string): Field {
  return bytes(field, Buffer.from(value));
}

export function bytes(field: number, value: Uint8Array): Field {
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(value.byteLength), value]);
}

/** A nested message. */
export function message(field: number, fields: readonly Field[]): Field {
  return bytes(field, Buffer.concat(fields));
}

function tag(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

/** Base 128, least significant group first: https://protobuf.dev/programming-guides/encoding/. */
function varint(value: number): Buffer {
  const groups: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) groups.push((rest % 128) | 128);
  return Buffer.from([...groups, rest]);
}
