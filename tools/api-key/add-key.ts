import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseKeysFile } from '../../src/access/parse-keys-file.js';
import { digestKey } from '../../src/settings/api-keys.js';

/** So that people, and scanners for secrets, see what it is. */
const PREFIX = 'imgc_';
/** Bytes of randomness. */
const STRENGTH = 32;

/** Empty means not given. */
export interface KeyRequest {
  readonly name: string;
  readonly scopes: string | undefined;
  readonly expires: string | undefined;
}

/**
 * Makes a key and appends its line to a file, which is made if it is missing. Only its owner may read it
 * then.
 *
 * @returns the key, which is nowhere kept
 * @throws Error with one line, when the file or what is asked for is of no use; then nothing changes
 */
export function addKey(file: string, request: KeyRequest): string {
  if (request.name === '') throw new Error('say whose key it is: make api-key NAME=…');
  const key = PREFIX + randomBytes(STRENGTH).toString('base64url');
  const line = lineOf(key, request);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const added = `${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`;
  checkLine(line);
  check(() => parseKeysFile(before), file);
  check(() => parseKeysFile(before + added), file);
  appendFileSync(file, added, { mode: 0o600 });
  return key;
}

function lineOf(key: string, { name, scopes, expires }: KeyRequest): string {
  const words = [name, `sha256:${digestKey(key).toString('hex')}`];
  if (scopes) words.push(`scopes=${scopes}`);
  if (expires) words.push(`expires=${expires}`);
  return words.join(' ');
}

function checkLine(line: string): void {
  const [key, ...more] = check(() => parseKeysFile(line), 'NAME, SCOPES or EXPIRES');
  if (key === undefined || more.length > 0) throw new Error('NAME must be one name');
  if (key.expiresAt <= Date.now())
    throw new Error(
      'EXPIRES must be today or later: the key is valid to the end of that day in UTC',
    );
}

function check<T>(parse: () => T, what: string): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
  }
}
