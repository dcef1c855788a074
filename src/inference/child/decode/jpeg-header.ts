import { readExifBlock } from './exif-orientation.js';
import { ImageHeaderError, type ImageHeader } from './image-header.js';
import { countScans } from './jpeg-scans.js';
import { EOI, jpegSegments, SOS, type JpegSegment } from './jpeg-segments.js';
import { MAX_SCANS } from './image-limits.js';
import { orientationOf, readXmpOrientation } from './xmp-orientation.js';

const SOI = 0xffd8;
const APP1 = 0xe1;

/** Reads a JPEG's frame header and its orientation in Exif or XMP, and counts its scans. */
export function readJpegHeader(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 3 || view.getUint16(0) !== SOI || view.getUint8(2) !== 0xff)
    return undefined;
  const exif: Buffer[] = [];
  let xmp: number | undefined;
  let first: JpegSegment | undefined;
  for (const segment of jpegSegments(view, 2)) {
    const { marker, offset, length } = segment;
    if (marker === EOI || marker === SOS) {
      if (first === undefined) throw new ImageHeaderError('a JPEG without a frame');
      break;
    }
    if (length < 2) throw new ImageHeaderError('a JPEG with a broken segment');
    if (isFrame(marker)) first ??= segment;
    if (marker !== APP1) continue;
    // As in Pillow, Exif goes on from segment to segment, and the last XMP before the scans counts.
    exif.push(...exifPart(view, offset, length));
    xmp = xmpOrientation(view, offset, length) ?? xmp;
  }
  if (first === undefined) throw new ImageHeaderError('the header is cut short');
  checkScans(view, first.offset, first.marker);
  return frame(view, first.offset, orientationOf(readExifBlock(Buffer.concat(exif)), xmp));
}

/** SOF0 … SOF15, except the codes of DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** SOF2, SOF6, SOF10 and SOF14. */
function isProgressive(marker: number): boolean {
  return (marker & 3) === 2;
}

function checkScans(view: DataView, offset: number, marker: number): void {
  const components = view.getUint8(offset + 7);
  const progressive = isProgressive(marker);
  const start = offset + view.getUint16(offset);
  if (countScans(view, start, { progressive, components }, MAX_SCANS) > MAX_SCANS)
    throw new ImageHeaderError(`a JPEG of more than ${MAX_SCANS} scans`);
}

function frame(view: DataView, offset: number, orientation: number): ImageHeader {
  const components = view.getUint8(offset + 7);
  return {
    format: 'jpeg',
    height: view.getUint16(offset + 3),
    width: view.getUint16(offset + 5),
    orientation,
    alpha: false,
    tensorflowDecodable: components === 1 || components === 3,
  };
}

const EXIF = 'Exif\0\0';

function exifPart(view: DataView, offset: number, length: number): Buffer[] {
  const content = contentOf(view, offset, length);
  return content.toString('latin1', 0, EXIF.length) === EXIF ? [content.subarray(EXIF.length)] : [];
}

const XMP = 'http://ns.adobe.com/xap/1.0/\0';

function xmpOrientation(view: DataView, offset: number, length: number): number | undefined {
  const content = contentOf(view, offset, length);
  const identifier = content.toString('latin1', 0, XMP.length);
  return identifier === XMP ? readXmpOrientation(content.subarray(XMP.length)) : undefined;
}

/** What follows a segment's length. */
function contentOf(view: DataView, offset: number, length: number): Buffer {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  return bytes.subarray(offset + 2, offset + length);
}
