import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { isUrl } from './is-url.js';

/**
 * Identifies an image by its name: 32 bytes, the same on every machine, and for `a.jpg` and `./a.jpg`.
 *
 * @param name a path or a URL
 */
export function identityOf(name: string): Buffer {
  const normal = isUrl(name) ? name : posix.normalize(name);
  return createHash('sha256').update(normal).digest();
}
