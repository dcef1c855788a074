/**
 * Maximum total length of the URLs held, per URL of `MONITOR_MAXSIZE`, and the least that total may be. A
 * URL may have 8,192 characters; most have fewer than 200.
 */
const CHARACTERS_PER_URL = 512;
const MIN_CHARACTERS = 1_048_576;

/** Maximum total length of `maxSize` URLs. */
export function maxCharacters(maxSize: number): number {
  return Math.max(maxSize * CHARACTERS_PER_URL, MIN_CHARACTERS);
}
