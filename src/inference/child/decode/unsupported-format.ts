import { brandsOf } from './file-type-box.js';

/** Bytes in which markup must say what it is. */
const MARKUP_HEAD = 1024;

const CONVERT = 'convert it to JPEG, PNG or WebP';
const PHONES = 'an iPhone takes JPEG with Settings, Camera, Formats, Most Compatible';

/** How files begin, as latin1, and what they are then. */
const SIGNATURES: readonly [beginnings: readonly string[], what: string][] = [
  // ISO/IEC 18181-2: a bare codestream, or a container.
  [['\xff\n', '\0\0\0\fJXL '], `it is JPEG XL, which is not supported: ${CONVERT}`],
  // ISO/IEC 15444-1: likewise.
  [['\xff\x4f\xff\x51', '\0\0\0\fjP  '], `it is JPEG 2000, which is not supported: ${CONVERT}`],
  [['\0\0\x01\0'], `it is an icon, which is not supported: ${CONVERT}`],
  [['8BPS'], 'it is a Photoshop file: export it as JPEG or PNG'],
  [['%PDF-'], 'it is a PDF, not an image: export the page as JPEG or PNG'],
  [['\x1aE\xdf\xa3'], 'it is a video, not an image: send one of its frames'],
  [['PK\x03\x04'], 'it is a ZIP archive, not an image: send one of its files'],
];

/**
 * Says what a file of no supported format is, for formats that people take for images.
 *
 * @returns the end of a sentence; undefined if it is not known
 */
export function unsupportedFormat(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    0,
    MARKUP_HEAD,
  );
  const signed = SIGNATURES.find(([beginnings]) => beginnings.some((b) => head.startsWith(b)))?.[1];
  return signed ?? ofBrands(brandsOf(view)) ?? markup(head);
}

function ofBrands(brands: readonly string[]): string | undefined {
  if (brands.length === 0) return undefined;
  // ISO/IEC 23008-12, annex B: the brands of HEVC. Others say HEIF alone, or its other codecs.
  const heic = brands.find((brand) => /^(hei[cxms]|hev[cxms])$/.test(brand));
  if (heic !== undefined) return heif(`HEIC (brand ${heic})`);
  const other = brands.find((brand) => /^(mif[12]|msf1|miaf|avc[is]|j2k[is]|jpg[hs])$/.test(brand));
  if (other !== undefined) return heif(`HEIF (brand ${other})`);
  if (brands[0] === 'crx ') return 'it is a raw photo (CR3): export it as JPEG';
  return 'it is a video, not an image: send one of its frames';
}

/** @param name of a format of the HEIF family */
export function heif(name: string): string {
  return `it is ${name}, which is not supported: ${CONVERT}; ${PHONES}`;
}

function markup(head: string): string | undefined {
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (!text.startsWith('<')) return undefined;
  if (/<(!doctype\s+html|html)[\s>]/i.test(text))
    return 'it is an HTML page, not an image: give the image itself, not the page that shows it';
  return /<svg[\s>]/i.test(text)
    ? 'it is SVG, which is not supported: export it as PNG'
    : undefined;
}
