import type { z } from 'zod';

/** A broken file could have thousands of issues. */
const MAX_NAMED = 10;

/** Formats zod's issues in one line: `field.0.name: message; other: message`. */
export function describeIssues({ issues }: z.ZodError): string {
  const named = issues
    .slice(0, MAX_NAMED)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
