import test from 'ava';
import { unsupportedFormat } from '../../../../src/inference/child/decode/unsupported-format.js';

function describe(text: string): string | undefined {
  return unsupportedFormat(Buffer.from(text, 'latin1'));
}

/** A file type box. */
function box(brands: string): string {
  return `\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`;
}

const FILES: Readonly<Record<string, [what: RegExp, ...files: string[]]>> = {
  HEIC: [
    /^it is HEIC \(brand he[iv][a-z]\), which is not supported: convert it to JPEG, PNG or WebP; an iPhone/,
    ...[box('heic'), box('mif1\0\0\0\0mif1heic'), box('msf1\0\0\0\0hevc'), box('heix')],
  ],
  HEIF: [
    /^it is HEIF \(brand (mif1|avci)\), which is not supported: convert it/,
    ...[box('mif1\0\0\0\0mif1'), box('avci')],
  ],
  video: [/^it is a video/, box('isom\0\0\x02\0isommp41'), box('qt  '), '\x1aE\xdf\xa3'],
  'raw photo': [/^it is a raw photo \(CR3\)/, box('crx \0\0\0\x01crx isom')],
  'JPEG XL': [/^it is JPEG XL, /, '\xff\n\xfa', '\0\0\0\fJXL \r\n\x87\n'],
  'JPEG 2000': [/^it is JPEG 2000, /, '\xff\x4f\xff\x51', '\0\0\0\fjP  \r\n\x87\n'],
  Photoshop: [/^it is a Photoshop file/, '8BPS\0\x01'],
  icon: [/^it is an icon, /, '\0\0\x01\0\x02\0 '],
  PDF: [/^it is a PDF, /, '%PDF-1.7\n'],
  ZIP: [/^it is a ZIP archive, /, 'PK\x03\x04'],
  HTML: [
    /^it is an HTML page, not an image/,
    '<!DOCTYPE html>\n<html>',
    '\xef\xbb\xbf\n <HTML lang="en"><svg ></svg>',
    '<!-- a page -->\n<!doctype html>',
  ],
  SVG: [
    /^it is SVG, /,
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a">\n<svg\nwidth="9">',
  ],
};

for (const [name, [what, ...files]] of Object.entries(FILES))
  test(`${name} is named as what it is`, (t) => {
    for (const file of files) t.regex(describe(file) ?? '', what, JSON.stringify(file));
  });

test('nothing is said of what is not known', (t) => {
  for (const file of ['', 'ftyp', '\0\0\0', 'a text', '<note/>', ' html', 'x%PDF-', '\0\0\x01\xba'])
    t.is(describe(file), undefined, JSON.stringify(file));
});

test('markup is looked for in the first kilobyte only', (t) => {
  t.is(describe(`<!--${' '.repeat(1020)}--><html>`), undefined);
});
