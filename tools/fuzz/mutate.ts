import type { Random } from './random.js';

/** Values that often expose errors in lengths and sizes: ends of ranges. */
const BOUNDARIES = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x3fff, 0x7fff, 0x8000, 0xffff, 0x10000,
];
const TELLING_LARGE = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Bytes at the start, where headers are. */
const HEADER = 256;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setNumber,
  setNumber,
  copyPart,
  insertPart,
  removePart,
  truncate,
];

/** Makes one to eight random changes to a copy of the file; small numbers are more likely. */
export function mutate(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const changes = 1 + random.below(1 + random.below(8));
  for (let change = 0; change < changes && bytes.length > 1; change++)
    bytes = random.pick(MUTATIONS)(bytes, random);
  return bytes;
}

/** Half of all positions are in the header. */
function place(bytes: Buffer, random: Random): number {
  return random.below(random.below(2) === 0 ? bytes.length : Math.min(HEADER, bytes.length));
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at);
  return bytes;
}

function setByte(bytes: Buffer, random: Random): Buffer {
  bytes.writeUInt8(random.below(256), place(bytes, random));
  return bytes;
}

/** Writes a boundary value where a length or a size may be: 16 or 32 bits, in either byte order. */
function setNumber(bytes: Buffer, random: Random): Buffer {
  const wide = random.below(2) === 0;
  const length = wide ? 4 : 2;
  if (bytes.length < length) return bytes;
  const at = Math.min(place(bytes, random), bytes.length - length);
  const value = random.pick(wide ? [...BOUNDARIES, ...TELLING_LARGE] : BOUNDARIES);
  const fitting = wide ? value : value & 0xffff;
  if (random.below(2) === 0) bytes.writeUIntLE(fitting, at, length);
  else bytes.writeUIntBE(fitting, at, length);
  return bytes;
}

function part(bytes: Buffer, random: Random): Buffer {
  const start = place(bytes, random);
  return Buffer.from(bytes.subarray(start, start + 1 + random.below(64)));
}

function copyPart(bytes: Buffer, random: Random): Buffer {
  part(bytes, random).copy(bytes, place(bytes, random));
  return bytes;
}

function insertPart(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random);
  const inserted = part(bytes, random);
  const repeated = Array<Buffer>(1 + random.below(4)).fill(inserted);
  return Buffer.concat([bytes.subarray(0, at), ...repeated, bytes.subarray(at)]);
}

function removePart(bytes: Buffer, random: Random): Buffer {
  const at = place(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(64))]);
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return Buffer.from(bytes.subarray(0, 1 + random.below(bytes.length)));
}
