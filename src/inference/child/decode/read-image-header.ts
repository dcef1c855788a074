import { readBmpHeader } from './bmp-header.js';
import { ImageHeaderError, type ImageHeader } from './image-header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';

/**
 * Reads the header of a JPEG, PNG or BMP, told by content alone. Costs microseconds and allocates
 * nothing of the image's size.
 *
 * @returns undefined when the bytes are none of these
 * @throws ImageHeaderError when they are, but the header is broken
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readJpegHeader(view) ?? readPngHeader(view) ?? readBmpHeader(view);
  } catch (error) {
    // DataView refuses to read past the end.
    if (error instanceof RangeError) throw new ImageHeaderError('the header is cut short');
    throw error;
  }
}
