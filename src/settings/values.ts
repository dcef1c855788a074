import { z } from 'zod';

// Each schema's only message is the text after "it must be" in `SettingError`. Values arrive trimmed and
// non-empty.

/** Seconds. */
export const YEAR = 31_536_000;

export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max,
      `a whole number from ${min} to ${max}`,
    )
    .transform(Number);
}

/** Fractions are allowed. */
export function seconds(max: number) {
  return z
    .string()
    .refine(
      (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0 && Number(text) <= max,
      `a number of seconds above 0, at most ${max}`,
    )
    .transform(Number);
}

/** Fractions are allowed. */
export function secondsOrNone(max: number) {
  return z
    .string()
    .refine(
      (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) <= max,
      `a number of seconds from 0 to ${max}`,
    )
    .transform(Number);
}

/**
 * A comma-separated list. Blanks around items, and empty items, are ignored.
 *
 * @param parse returns undefined for an item that is not allowed
 */
export function list<T>(allowed: string, parse: (item: string) => T | undefined) {
  return z.string().transform((text, context) => {
    const items = text.split(',').map((item) => item.trim());
    const parsed = items.filter((item) => item !== '').map(parse);
    if (parsed.includes(undefined)) context.addIssue(allowed);
    return parsed.filter((item) => item !== undefined);
  });
}

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, `one of ${words.join(', ')}`);
}

export function webUrl() {
  return z.string().refine(isWebUrl, 'an http or https URL');
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
