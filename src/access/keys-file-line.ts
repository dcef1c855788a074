import { isKeyName } from '../settings/api-keys.js';
import type { ApiKey } from './api-key.js';
import { endOfDay } from './expiry-day.js';
import { isScope, SCOPES, type Scope } from './scope.js';

/** What a line may hold after the digest. */
const OPTIONS = ['scopes', 'expires'];

/**
 * Reads `name sha256:HEX [scopes=classify,report,metrics] [expires=2027-01-31]`.
 *
 * @throws Error that says what is wrong, and nothing of what is in the line: it may be a key
 */
export function parseKeyLine(line: string): ApiKey {
  const [name = '', digest = '', ...options] = line.split(/[ \t]+/);
  if (!isKeyName(name))
    throw new Error('the name is not up to 32 letters, digits, dots, dashes and underscores');
  const hex = /^sha256:([0-9a-f]{64})$/i.exec(digest)?.[1];
  if (hex === undefined)
    throw new Error('after the name must come sha256: and 64 hexadecimal digits');
  const { scopes, expires } = parseOptions(options);
  return {
    name,
    digest: Buffer.from(hex, 'hex'),
    scopes: scopes === undefined ? new Set(SCOPES) : parseScopes(scopes),
    expiresAt: expires === undefined ? Infinity : parseExpiry(expires),
  };
}

function parseOptions(options: readonly string[]): Partial<Record<string, string>> {
  const found = new Map<string, string>();
  for (const option of options) {
    const [name = '', value] = option.split('=');
    if (!OPTIONS.includes(name) || value === undefined || found.has(name))
      throw new Error('after the digest may come one scopes=… and one expires=…');
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

function parseScopes(text: string): Set<Scope> {
  const scopes = text.split(',');
  if (!scopes.every(isScope)) throw new Error(`scopes must be some of ${SCOPES.join(',')}`);
  return new Set(scopes);
}

function parseExpiry(text: string): number {
  const end = endOfDay(text);
  if (end === undefined) throw new Error('expires must be a day such as 2027-01-31');
  return end;
}
