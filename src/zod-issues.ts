import type { z } from 'zod';

/** Issues named at most: a broken file of many parts could have thousands. */
const MAX_NAMED = 10;

/** What zod found wrong, in one line: `field.0.name: what is wrong; other: …`. */
export function describeIssues({ issues }: z.ZodError): string {
  const named = issues
    .slice(0, MAX_NAMED)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
