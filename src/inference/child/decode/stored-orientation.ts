import type { Metadata } from 'sharp';
import { turnsItself } from './avif-properties.js';
import { readExifBlock } from './exif-orientation.js';
import { firstDirectory, tiffLayout } from './tiff-directory.js';
import { orientationOf, readXmpOrientation } from './xmp-orientation.js';

const ORIENTATION = 274;

/**
 * The orientation in which libvips leaves an image, from Exif or XMP, as Pillow has it. libvips reads no XMP,
 * gives each TIFF an orientation, and turns an AVIF by its own properties, which go before its metadata.
 *
 * @returns 1…8
 */
export function storedOrientation(metadata: Metadata, view: DataView): number {
  const { format, orientation, exif, xmp } = metadata;
  const fromXmp = xmp && readXmpOrientation(xmp);
  switch (format) {
    case 'webp':
    case 'jpeg':
      return orientationOf(exif && readExifBlock(exif), fromXmp);
    case 'tiff':
      return orientationOf(hasOrientation(view) ? orientation : undefined, fromXmp);
    case 'heif':
      if (turnsItself(view) || (exif && readExifBlock(exif)) !== undefined) return 1;
      return orientationOf(undefined, fromXmp);
    default:
      return orientation ?? 1;
  }
}

function hasOrientation(view: DataView): boolean {
  for (const { tag } of firstDirectory(view, tiffLayout(view)))
    if (tag === ORIENTATION) return true;
  return false;
}
