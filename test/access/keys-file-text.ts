import { createHash } from 'node:crypto';

/** A line of a keys file for a key. */
export function keyLine(name: string, key: string, options = ''): string {
  return `${name} sha256:${createHash('sha256').update(key).digest('hex')} ${options}`.trim();
}
