import { crc32 } from 'node:zlib';
import { IDAT, IEND, pngChunks } from './png-chunks.js';

const END = Buffer.from('0000000049454e44ae426082', 'hex');

/**
 * Gives a PNG the end that libpng insists on and Pillow does not: the IEND chunk, and the checksum of the
 * chunk before.
 *
 * @returns the same bytes, or a copy if the end was missing or damaged. A PNG that lacks image data or whose
 *   last chunk's content is cut short is not mended: Pillow refuses it too.
 */
export function completePng(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  let checksum = Buffer.alloc(0);
  for (const chunk of pngChunks(view)) {
    if (chunk.type === IEND) break;
    if (chunk.end > file.length) return bytes;
    end = chunk.end + 4;
    if (end <= file.length) continue;
    if (chunk.type === IDAT) checksum = checksumOf(file.subarray(chunk.offset + 4, chunk.end));
    end = chunk.type === IDAT ? chunk.end : chunk.offset;
  }
  if (end === 0 || file.subarray(end).subarray(0, END.length).equals(END)) return bytes;
  return Buffer.concat([file.subarray(0, end), checksum, END]);
}

function checksumOf(typeAndContent: Buffer): Buffer<ArrayBuffer> {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typeAndContent));
  return checksum;
}
