import { hash } from 'node:crypto';

/** Shorter than any key that `make api-key` makes, so that a key in a name's place is no name. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
/** What a header can carry and this list can separate: printable ASCII, neither blanks nor commas. */
const KEY = /^[!-+\--~]{16,256}$/;

/** A key of `API_KEYS`. The key itself is nowhere kept. */
export interface NamedDigest {
  readonly name: string;
  /** SHA-256 of the key. */
  readonly digest: Buffer;
}

export function isKeyName(text: string): boolean {
  return NAME.test(text);
}

/** @returns 32 bytes. Keys are random, so a slow hash would protect nothing more. */
export function digestKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/**
 * Reads `name:key,name:key`.
 *
 * @throws Error that says which entry is wrong, and nothing of what is in it: it may be a key
 */
export function parseApiKeys(text: string): NamedDigest[] {
  const keys: NamedDigest[] = [];
  for (const [index, entry] of text.split(',').entries()) {
    const key = parseEntry(entry.trim(), `entry ${index + 1}`);
    const same = keys.findIndex(
      ({ name, digest }) => name === key.name || digest.equals(key.digest),
    );
    if (same >= 0) {
      const what = keys[same]?.name === key.name ? 'name' : 'key';
      throw new Error(`entries ${same + 1} and ${index + 1} have the same ${what}`);
    }
    keys.push(key);
  }
  return keys;
}

function parseEntry(entry: string, place: string): NamedDigest {
  const colon = entry.indexOf(':');
  const [name, key] = [entry.slice(0, Math.max(0, colon)), entry.slice(colon + 1)];
  if (!isKeyName(name))
    throw new Error(
      `${place} has no name of at most 32 letters, digits, dots, dashes, underscores`,
    );
  if (key.length < 16) throw new Error(`the key of ${place} is shorter than 16 characters`);
  if (!KEY.test(key))
    throw new Error(`the key of ${place} is longer than 256 characters, or not printable ASCII`);
  return { name, digest: digestKey(key) };
}
