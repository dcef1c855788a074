import { timingSafeEqual } from 'node:crypto';
import type { NamedDigest } from '../settings/api-keys.js';
import type { ApiKey } from './api-key.js';
import { SCOPES } from './scope.js';

/** Registered only when a key is asked for. */
export const KEY_RING = Symbol('KeyRing');

/** The keys that clients may present: those of `API_KEYS`, and those of the keys file. */
export class KeyRing {
  private readonly fixed: readonly ApiKey[];
  private keys: readonly ApiKey[];

  constructor(fixed: readonly NamedDigest[]) {
    this.fixed = fixed.map((key) => ({ ...key, scopes: new Set(SCOPES), expiresAt: Infinity }));
    this.keys = this.fixed;
  }

  /**
   * Replaces the keys of the file.
   *
   * @throws Error when a name or a key is in `API_KEYS` too; then nothing changes
   */
  replaceFileKeys(keys: readonly ApiKey[]): void {
    for (const { name, digest } of this.fixed) {
      if (keys.some((key) => key.name === name))
        throw new Error(`the name ${name} is in API_KEYS too`);
      if (keys.some((key) => key.digest.equals(digest)))
        throw new Error(`the key of ${name} in API_KEYS is in the file too`);
    }
    this.keys = [...this.fixed, ...keys];
  }

  /**
   * Finds the key with this digest, also if it has expired. Compares with every key, each in constant
   * time, so the time it takes says nothing about the keys.
   */
  find(digest: Buffer): ApiKey | undefined {
    let found: ApiKey | undefined;
    for (const key of this.keys) if (timingSafeEqual(key.digest, digest)) found = key;
    return found;
  }
}
