import { inflateSync } from 'node:zlib';
import { readExifBlock } from './exif-orientation.js';
import { orientationOf, readXmpOrientation } from './xmp-orientation.js';

/** Keywords of the texts that may have an orientation. ImageMagick writes the first. */
const RAW_PROFILE = 'Raw profile type exif';
const XMP = 'XML:com.adobe.xmp';
const KEYWORDS = [RAW_PROFILE, XMP];

/** Pillow's limit for one text. */
const MAX_TEXT = 1 << 20;

/** Collects the metadata of a PNG that may have an orientation. The last of each kind counts. */
export class PngMetadata {
  private exif?: Buffer;
  private readonly texts = new Map<string, { readonly type: string; readonly content: Buffer }>();

  /** @param type a chunk's type as text, such as `eXIf` */
  add(type: string, content: Buffer): void {
    if (type === 'eXIf') this.exif = content;
    if (!['tEXt', 'zTXt', 'iTXt'].includes(type)) return;
    const keyword = KEYWORDS.find(
      (known) => content.toString('latin1', 0, known.length + 1) === `${known}\0`,
    );
    if (keyword !== undefined)
      this.texts.set(keyword, { type, content: content.subarray(keyword.length + 1) });
  }

  /** @returns 1…8 */
  get orientation(): number {
    const exif = this.exif ?? unhex(this.text(RAW_PROFILE));
    const xmp = this.text(XMP);
    return orientationOf(exif && readExifBlock(exif), xmp && readXmpOrientation(xmp));
  }

  /** Decompresses a text only here, because a file may have very many. */
  private text(keyword: string): Buffer | undefined {
    const found = this.texts.get(keyword);
    if (found === undefined) return undefined;
    try {
      return textOf(found.type, found.content);
    } catch {
      return undefined;
    }
  }
}

/** @throws Error if it cannot be decompressed */
function textOf(type: string, content: Buffer): Buffer {
  if (type === 'tEXt') return content;
  if (type === 'zTXt') return inflate(content.subarray(1));
  // A flag, a method, a language, and the keyword's translation.
  const language = content.indexOf(0, 2);
  const start = content.indexOf(0, language + 1) + 1;
  const text = content.subarray(start);
  return content[0] === 0 ? text : inflate(text);
}

function inflate(content: Buffer): Buffer {
  return inflateSync(content, { maxOutputLength: MAX_TEXT });
}

/** A raw profile is its name, its length and its bytes in hexadecimal, each on lines of their own. */
function unhex(profile: Buffer | undefined): Buffer | undefined {
  if (profile === undefined) return undefined;
  const digits = profile.toString('latin1').split('\n').slice(3).join('').replace(/\s/g, '');
  return Buffer.from(digits, 'hex');
}
