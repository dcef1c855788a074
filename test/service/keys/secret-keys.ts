import type { ExecutionContext } from 'ava';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyLine } from '../../access/keys-file-text.js';

// Characters that URLs and base64 would write otherwise.
export const FIXED = 'hush+Fixed/0123456789==';
export const FILED = 'hush+Filed/0123456789==';
export const EXPIRED = 'hush+Expired/0123456789';
export const SCRAPER = 'hush+Scraper/0123456789';
export const UNKNOWN = 'hush+Unknown/0123456789';
export const SECRETS = [FIXED, FILED, EXPIRED, SCRAPER, UNKNOWN];

export const LINES = [
  keyLine('filed', FILED),
  keyLine('old', EXPIRED, 'expires=2026-01-31'),
  keyLine('scraper', SCRAPER, 'scopes=metrics'),
];

export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-keys-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The texts in which a key could show. */
function disguises(key: string): string[] {
  const bytes = Buffer.from(key);
  return [key, encodeURIComponent(key), encodeURI(key), bytes.toString('hex')].concat(
    // Wherever it starts in a longer text, without the edges.
    [0, 1, 2].map((shift) => Buffer.from(key.slice(shift)).toString('base64').slice(0, -4)),
  );
}

export function assertSilent(t: ExecutionContext, what: string, text: string): void {
  for (const key of SECRETS)
    for (const disguise of disguises(key)) t.false(text.includes(disguise), `${what}: ${text}`);
}
