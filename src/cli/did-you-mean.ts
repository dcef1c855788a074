import { closestMatch } from 'leven';

/** Letters that may be wrong in a word. */
const MAX_DISTANCE = 3;

/**
 * A question to the person that mistyped a word.
 *
 * @returns `: did you mean WORD?`, or nothing if no known word is like it
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const maxDistance = Math.min(MAX_DISTANCE, Math.floor(word.length / 2));
  const meant = closestMatch(word, known, { maxDistance });
  return meant === undefined ? '' : `: did you mean ${meant}?`;
}
