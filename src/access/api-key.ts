import type { Scope } from './scope.js';

/** A key that clients may present. The key itself is nowhere kept. */
export interface ApiKey {
  readonly name: string;
  /** SHA-256 of the key: 32 bytes. */
  readonly digest: Buffer;
  readonly scopes: ReadonlySet<Scope>;
  /** Milliseconds since 1970 (UTC) from which on it is not valid; Infinity for never. */
  readonly expiresAt: number;
}
