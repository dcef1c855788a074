import test, { type ExecutionContext } from 'ava';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseKeysFile } from '../../src/access/parse-keys-file.js';
import { keyLine } from '../access/keys-file-text.js';

const program = fileURLToPath(new URL('../../tools/api-key/main.js', import.meta.url));

function temporaryFile(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-key-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return join(folder, 'keys');
}

async function make(variables: Record<string, string>) {
  const child = spawn(process.execPath, [program], { env: variables });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => (texts[name] += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

test('a key is printed once, and only its digest goes into a file of its owner', async (t) => {
  const FILE = temporaryFile(t);
  const { code, stdout, stderr } = await make({ NAME: 'ci', FILE });
  t.is(code, 0, stderr);
  t.regex(stdout, /^imgc_[\w-]{43}\n$/);
  const key = stdout.trim();
  const digest = createHash('sha256').update(key).digest('hex');
  t.is(readFileSync(FILE, 'utf8'), `ci sha256:${digest}\n`);
  t.is(statSync(FILE).mode & 0o777, 0o600);
  t.false(stderr.includes(key));
});

test('two keys are different, and the second is appended', async (t) => {
  const FILE = temporaryFile(t);
  writeFileSync(FILE, `# ours\n${keyLine('first', 'first-0123456789')}`, { mode: 0o640 });
  const options = { SCOPES: 'report,metrics', EXPIRES: '2999-12-31' };
  const made = [
    await make({ NAME: 'second', FILE, ...options }),
    await make({ NAME: 'third', API_KEYS_FILE: FILE, FILE: '' }),
  ];
  t.deepEqual(
    made.map(({ code }) => code),
    [0, 0],
  );
  t.not(made[0]?.stdout, made[1]?.stdout);
  const [first, second, third] = parseKeysFile(readFileSync(FILE, 'utf8'));
  t.is(first?.name, 'first');
  t.deepEqual(second?.scopes, new Set(['report', 'metrics'] as const));
  t.is(second?.expiresAt, Date.UTC(3000, 0, 1));
  t.is(third?.name, 'third');
  t.is(statSync(FILE).mode & 0o777, 0o640);
});

const BAD: [what: string, variables: Record<string, string>, message: RegExp][] = [
  ['no name', {}, /^say whose key it is: make api-key NAME=…\n$/],
  ['a bad name', { NAME: 'c i' }, /^NAME, SCOPES or EXPIRES: line 1: /],
  ['a name of two lines', { NAME: `x sha256:${'0'.repeat(64)}\ny` }, /^NAME must be one name\n$/],
  ['a name that is a comment', { NAME: '#ci' }, /^NAME must be one name\n$/],
  ['an unknown scope', { NAME: 'ci', SCOPES: 'admin' }, /scopes must be some of/],
  ['no day', { NAME: 'ci', EXPIRES: 'soon' }, /expires must be a day such as/],
  ['a day that is over', { NAME: 'ci', EXPIRES: '2026-01-31' }, /^EXPIRES must be today or later/],
  ['a name that is in the file', { NAME: 'first' }, /lines 1 and 2 have the same name/],
];
for (const [what, variables, message] of BAD)
  test(`${what}: one line, and the file stays as it is`, async (t) => {
    const FILE = temporaryFile(t);
    const before = `${keyLine('first', 'first-0123456789')}\n`;
    writeFileSync(FILE, before);
    const { code, stdout, stderr } = await make({ FILE, ...variables });
    t.is(code, 1);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.is(stderr.indexOf('\n'), stderr.length - 1);
    t.is(readFileSync(FILE, 'utf8'), before);
  });

test('a file that is broken already gets no line', async (t) => {
  const FILE = temporaryFile(t);
  writeFileSync(FILE, 'nonsense\n');
  const { code, stderr } = await make({ NAME: 'ci', FILE });
  t.is(code, 1);
  t.true(stderr.startsWith(`${FILE}: line 1: `), stderr);
});
