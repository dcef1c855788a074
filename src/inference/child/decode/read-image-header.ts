import { readBmpHeader } from './bmp-header.js';
import { ImageHeaderError, type ImageHeader } from './image-header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';

/**
 * Reads the header of a JPEG, PNG or BMP, recognised by its content. Takes microseconds and allocates
 * nothing in proportion to the image.
 *
 * @returns undefined for other formats
 * @throws ImageHeaderError if the header is broken
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readJpegHeader(view) ?? readPngHeader(view) ?? readBmpHeader(view);
  } catch (error) {
    // DataView throws it for reads past the end.
    if (error instanceof RangeError) throw new ImageHeaderError('the header is cut short');
    throw error;
  }
}
