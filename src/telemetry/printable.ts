/**
 * What a terminal or a viewer may act on: controls (C0, DEL, C1), line and paragraph separators, and the
 * characters that change the direction of text or show nothing.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Writes unprintable characters as escapes, so that a text stays in its line and shows what it is. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * A request's path in printable ASCII, as RFC 3986 would write it, shortened.
 *
 * @param path bytes as latin1, as the HTTP parser of Node.js gives them
 */
export function printablePath(path: string): string {
  const ascii = ASCII.test(path) ? path : path.replace(/[^!-~]/g, percentEncode);
  return ascii.length > MAX_PATH ? `${ascii.slice(0, MAX_PATH - 1)}…` : ascii;
}

const ASCII = /^[!-~]*$/;
/** Elasticsearch does not index longer keywords (`ignore_above` in the Elastic Common Schema). */
const MAX_PATH = 1024;

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
