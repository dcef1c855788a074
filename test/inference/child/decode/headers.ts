import { crc32 } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function pngChunk(type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(content.length + 12);
  chunk.writeUInt32BE(content.length);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), content.length + 8);
  return chunk;
}

/** A PNG's signature and IHDR chunk, 8 bits a channel. `colourType` 2 is RGB, 3 palette, 6 RGBA. */
export function pngHeader(width: number, height: number, colourType: number): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width);
  content.writeUInt32BE(height, 4);
  content[8] = 8;
  content[9] = colourType;
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', content)]);
}

/** A bitmap's file header and BITMAPINFOHEADER, without pixels. */
export function bmpHeader(
  width: number,
  height: number,
  bits: number,
  compression = 0,
  headerSize = 40,
): Buffer {
  const header = Buffer.alloc(14 + 40);
  header.write('BM');
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(headerSize, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  return header;
}

/** A JPEG that ends after its frame header. */
export function jpegHeader(width: number, height: number): Buffer {
  const frame = Buffer.from('ffd8ffc000110800000000030111000211000311 00'.replace(' ', ''), 'hex');
  frame.writeUInt16BE(height, 7);
  frame.writeUInt16BE(width, 9);
  return frame;
}

/** An uncompressed gray TIFF that ends after its directory. */
export function tiffHeader(width: number, height: number): Buffer {
  const entries = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, width * height],
  ] as const;
  const tiff = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const offset = 10 + index * 12;
    tiff.writeUInt16LE(tag, offset);
    tiff.writeUInt16LE(type, offset + 2);
    tiff.writeUInt32LE(1, offset + 4);
    tiff.writeUInt32LE(value >>> 0, offset + 8);
  }
  return tiff;
}

/** An animated WebP (RIFF container, VP8X and ANIM chunks) with one frame, the lossless image given. */
export function webpHeader(width: number, height: number, lossless: Buffer): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const canvas = Buffer.alloc(10);
  canvas[0] = 2;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const frame = Buffer.concat([Buffer.alloc(16), lossless.subarray(12)]);
  const content = [chunk('VP8X', canvas), chunk('ANIM', Buffer.alloc(6)), chunk('ANMF', frame)];
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...content]));
}
