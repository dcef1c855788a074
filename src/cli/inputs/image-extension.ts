import { extname } from 'node:path';

/**
 * Extensions of the files that a folder's images have. HEIC is among them, though it is not supported:
 * its error tells, where silence would not.
 */
const EXTENSIONS = new Set(
  'jpg jpeg jpe jfif pjpeg png apng gif bmp dib webp avif tif tiff heic heif'.split(' '),
);

/** Whether a file's name is that of an image. The content decides later what it is. */
export function hasImageExtension(path: string): boolean {
  return EXTENSIONS.has(extname(path).slice(1).toLowerCase());
}
