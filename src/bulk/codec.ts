import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Maximum bytes of a chunk: far more than the results of a thousand images with a thousand classes each. */
const MAX_BYTES = 256 << 20;

/** A compressed value of Redis. */
export function pack(text: string): Buffer {
  return deflateRawSync(text);
}

/** @throws Error for what `pack` has not made */
export function unpack(bytes: Buffer): string {
  return inflateRawSync(bytes, { maxOutputLength: MAX_BYTES }).toString();
}

export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What is done of a chunk. */
export interface Progress {
  /** How often its URLs have been tried. */
  readonly tries: number;
  /** A line of JSON with its end for each URL; null for one that is to be tried again, or was not. */
  readonly lines: readonly (string | null)[];
}

export function packProgress(progress: Progress): Buffer {
  return pack(JSON.stringify(progress));
}

/** @param count the chunk's URLs */
export function unpackProgress(bytes: Buffer | null, count: number): Progress {
  if (bytes === null) return { tries: 0, lines: Array<null>(count).fill(null) };
  return JSON.parse(unpack(bytes)) as Progress;
}

/** URLs have no line ends in them. */
export function packUrls(urls: readonly string[]): Buffer {
  return pack(urls.join('\n'));
}

export function unpackUrls(bytes: Buffer): string[] {
  return unpack(bytes).split('\n');
}

/** The code of the error in a result's line of JSON; undefined if the image was classified. */
export function errorCodeOf(line: string): string | undefined {
  return (JSON.parse(line) as { error?: { code: string } }).error?.code;
}
