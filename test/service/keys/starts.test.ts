import test from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnService, startService } from '../../helpers/start-service.js';
import { assertSilent, FILED, FIXED, LINES, temporaryFolder } from './secret-keys.js';

const BAD_STARTS: [
  what: string,
  environment: Record<string, string>,
  file: string,
  message: RegExp,
][] = [
  ['a short key', { API_KEYS: 'ci:hush+Fixed/0123' }, '', /^API_KEYS is not allowed: .* shorter/],
  [
    'a key twice',
    { API_KEYS: `a:${FIXED},b:${FIXED}` },
    '',
    /^API_KEYS is not allowed: .* same key/,
  ],
  [
    'a name twice',
    { API_KEYS: `a:${FIXED},a:${FILED}` },
    '',
    /^API_KEYS is not allowed: .* same name/,
  ],
  ['a key alone', { API_KEYS: FIXED }, '', /^API_KEYS is not allowed: .* entry 1 has no name/],
  ['a malformed line', {}, `ci ${FIXED}`, /^API_KEYS_FILE=".*" cannot be used: line 1: /],
  [
    'a key in both',
    { API_KEYS: `a:${FILED}` },
    LINES[0] ?? '',
    /the key of a in API_KEYS is in the file too/,
  ],
  ['a malformed limit', { RATE_LIMIT: '60' }, '', /^RATE_LIMIT="60" is not allowed: /],
];
for (const [what, environment, file, message] of BAD_STARTS)
  test(`${what} stops the start with one line that shows no key`, async (t) => {
    const API_KEYS_FILE = join(temporaryFolder(t), 'keys');
    writeFileSync(API_KEYS_FILE, file);
    const { code, stdout, stderr } = await spawnService({ API_KEYS_FILE, ...environment }).ended;
    t.is(code, 1);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(stderr.indexOf('\n'), stderr.length - 1);
    t.notRegex(stderr, /hush/);
  });

test('a missing keys file stops the start with one line', async (t) => {
  const API_KEYS_FILE = join(temporaryFolder(t), 'keys');
  const { code, stderr } = await spawnService({ API_KEYS_FILE }).ended;
  t.is(code, 1);
  t.is(stderr, `API_KEYS_FILE="${API_KEYS_FILE}" cannot be used: it cannot be read (ENOENT)\n`);
});

test('the start warns of a variable that is not a setting, without its value', async (t) => {
  const service = await startService({ IMAGE_URL_ALOW_HOSTS: FIXED, CLASSIFIER_PROCESSES: '1' });
  service.child.kill('SIGTERM');
  const { stdout } = await service.ended;
  t.regex(stdout, /IMAGE_URL_ALOW_HOSTS is not a setting: did you mean IMAGE_URL_ALLOW_HOSTS\?/);
  assertSilent(t, 'stdout', stdout);
});
