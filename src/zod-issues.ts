import type { z } from 'zod';

/** A broken file could have thousands of issues. */
const MAX_NAMED = 10;

/**
 * Formats zod's issues in one line: `field.0.name: message; other: message`.
 *
 * @param messageOf gives an issue's message, zod's by default
 */
export function describeIssues(
  { issues }: z.ZodError,
  messageOf: (issue: z.core.$ZodIssue) => string = ({ message }) => message,
): string {
  const named = issues
    .slice(0, MAX_NAMED)
    .map((issue) => [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), messageOf(issue)])
    .map((parts) => parts.join(': '));
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
