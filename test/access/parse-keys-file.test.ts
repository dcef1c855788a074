import test from 'ava';
import { parseKeysFile } from '../../src/access/parse-keys-file.js';
import { keyLine } from './keys-file-text.js';

const HEX = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const LINE = `ci sha256:${HEX}`;

test('a line is a name and a digest, with all scopes for ever', (t) => {
  t.deepEqual(parseKeysFile(LINE), [
    {
      name: 'ci',
      digest: Buffer.from(HEX, 'hex'),
      scopes: new Set(['classify', 'report', 'metrics'] as const),
      expiresAt: Infinity,
    },
  ]);
});

test('scopes and the day of expiry follow in any order', (t) => {
  for (const options of ['scopes=report expires=2027-01-31', 'expires=2027-01-31\tscopes=report']) {
    const [key] = parseKeysFile(`${LINE}  ${options}`);
    t.deepEqual(key?.scopes, new Set(['report'] as const));
    t.is(new Date(key?.expiresAt ?? 0).toISOString(), '2027-02-01T00:00:00.000Z');
  }
  const [several] = parseKeysFile(`${LINE} scopes=metrics,classify`);
  t.deepEqual(several?.scopes, new Set(['metrics', 'classify'] as const));
});

test('comments, empty lines, indents and carriage returns do not matter', (t) => {
  const text = `\ufeff# keys of 2027\r\n\r\n  ${LINE} # until the summer\r\n\t#${LINE}\r\n`;
  t.deepEqual(
    parseKeysFile(text).map(({ name }) => name),
    ['ci'],
  );
  t.deepEqual(parseKeysFile(''), []);
});

test('hexadecimal digits in capitals are the same', (t) => {
  const [key] = parseKeysFile(LINE.toUpperCase().replace('CI SHA256', 'ci sha256'));
  t.is(key?.digest.toString('hex'), HEX);
});

const OPTIONS = 'line 2: after the digest may come one scopes=… and one expires=…';
const DIGEST = 'line 2: after the name must come sha256: and 64 hexadecimal digits';
const NAME = 'line 2: the name is not up to 32 letters, digits, dots, dashes and underscores';
const SCOPES = 'line 2: scopes must be some of classify,report,metrics';
const DAY = 'line 2: expires must be a day such as 2027-01-31';
const BAD: [line: string, message: string][] = [
  ['ci', DIGEST],
  ['ci hush-hush-0123456789', DIGEST],
  [`ci ${HEX}`, DIGEST],
  [`ci sha256:${HEX}0`, DIGEST],
  [`ci sha256:${HEX.slice(1)}`, DIGEST],
  [`ci sha256:${HEX.slice(1)}g`, DIGEST],
  [`ci md5:${HEX}`, DIGEST],
  [`c/i sha256:${HEX}`, NAME],
  [`-ci sha256:${HEX}`, NAME],
  [`${'n'.repeat(33)} sha256:${HEX}`, NAME],
  [`${LINE} scopes=`, SCOPES],
  [`${LINE} scopes=classify,admin`, SCOPES],
  [`${LINE} scopes=Classify`, SCOPES],
  [`${LINE} scopes=report,`, SCOPES],
  [`${LINE} scopes`, OPTIONS],
  [`${LINE} scopes=report scopes=report`, OPTIONS],
  [`${LINE} role=admin`, OPTIONS],
  [`${LINE} hush-hush-0123456789`, OPTIONS],
  [`${LINE} toString=1`, OPTIONS],
  [`${LINE} expires=2027-02-30`, DAY],
  [`${LINE} expires=2027-13-01`, DAY],
  [`${LINE} expires=31.01.2027`, DAY],
  [`${LINE} expires=2027-01-31T12:00`, DAY],
  [`${LINE} expires=`, DAY],
];
for (const [line, message] of BAD)
  test(`${line} is refused by the number of its line alone`, (t) => {
    t.is(t.throws(() => parseKeysFile(`# first\n${line}\n`)).message, message);
  });

test('a name or a key must not come twice', (t) => {
  const [a, b] = ['0123456789abcdef', 'fedcba9876543210'];
  const twice = (...lines: string[]) => t.throws(() => parseKeysFile(lines.join('\n'))).message;
  t.is(twice(keyLine('ci', a), '', keyLine('ci', b)), 'lines 1 and 3 have the same name');
  t.is(twice(keyLine('ci', a), keyLine('web', a)), 'lines 1 and 2 have the same key');
});
