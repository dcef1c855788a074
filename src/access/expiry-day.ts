const DAY = 86_400_000;

/**
 * Reads the last day on which a key is valid.
 *
 * @param text `2027-01-31`
 * @returns the end of that day in UTC, in milliseconds since 1970; undefined if there is no such day
 */
export function endOfDay(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const start = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 2027-02-30 for the 2nd of March.
  const exists = !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
  return exists ? start + DAY : undefined;
}
