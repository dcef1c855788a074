/** `make api-key`: makes a key, prints it once, and appends its line to the keys file. */
import { addKey } from './add-key.js';

const { NAME = '', SCOPES, EXPIRES, FILE, API_KEYS_FILE } = process.env;
try {
  const file = [FILE, API_KEYS_FILE].find(Boolean) ?? 'api-keys';
  const key = addKey(file, { name: NAME, scopes: SCOPES, expires: EXPIRES });
  process.stderr.write(`${file} has a new line. The key is shown only now:\n`);
  process.stdout.write(`${key}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
