import type { ApiKey } from './api-key.js';
import { parseKeyLine } from './keys-file-line.js';

/**
 * Reads the text of a keys file: one key a line. Empty lines, and whatever follows `#` at the start of
 * a line or after a blank, are ignored.
 *
 * @throws Error that names the first bad line by its number, and nothing of what is in it
 */
export function parseKeysFile(text: string): ApiKey[] {
  const keys: ApiKey[] = [];
  const names = new Map<string, number>();
  const digests = new Map<string, number>();
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = content
      .trim()
      .replace(/(^|[ \t])#.*/, '')
      .trimEnd();
    if (line === '') continue;
    const number = index + 1;
    const key = parseLine(line, number);
    refuseTwice(names, key.name, number, 'name');
    refuseTwice(digests, key.digest.toString('hex'), number, 'key');
    keys.push(key);
  }
  return keys;
}

function parseLine(line: string, number: number): ApiKey {
  try {
    return parseKeyLine(line);
  } catch (error) {
    throw new Error(`line ${number}: ${(error as Error).message}`, { cause: error });
  }
}

function refuseTwice(seen: Map<string, number>, value: string, line: number, what: string): void {
  const earlier = seen.get(value);
  if (earlier !== undefined) throw new Error(`lines ${earlier} and ${line} have the same ${what}`);
  seen.set(value, line);
}
