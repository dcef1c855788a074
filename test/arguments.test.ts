import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTING_NAMES } from '../src/settings/index.js';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));

/** Runs main.js with a bad setting, so that a start would fail. */
async function run(...words: string[]) {
  const child = spawn(process.execPath, [main, ...words], { env: { PORT: 'nonsense' } });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => (texts[name] += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

for (const word of ['--version', '-v'])
  test(`${word} prints the version, and nothing starts`, async (t) => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    t.deepEqual(await run(word), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

for (const word of ['--help', '-h'])
  test(`${word} lists every setting with its default, and nothing starts`, async (t) => {
    const { code, stdout, stderr } = await run(word);
    t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const rows = [...stdout.matchAll(/^ {2}([A-Z_]+)(?: +(\S+))?$/gm)];
    t.deepEqual(
      rows.map(([, name]) => name),
      [...SETTING_NAMES],
    );
    const defaults = new Map(rows.map(([, name, value]) => [name, value]));
    t.is(defaults.get('PORT'), '8000');
    t.is(defaults.get('TRUST_PROXY'), '0');
    t.is(defaults.get('API_KEYS'), undefined);
  });

for (const [words, stderr] of [
  [['--hepl'], '"--hepl" is no command: did you mean --help?\n'],
  [['clasify', 'a.jpg'], '"clasify" is no command: did you mean classify?\n'],
  [['a.jpg'], '"a.jpg" is no command: there are serve, classify, bulk, --help, --version\n'],
  [['serve', 'now'], '"now" is no command: there are --help, --version\n'],
] as const)
  test(`${words.join(' ')} is no command: one line, and code 2`, async (t) => {
    t.deepEqual(await run(...words), { code: 2, stdout: '', stderr });
  });

for (const words of [[], ['serve']])
  test(`[${words.join()}] starts the service`, async (t) => {
    const { code, stderr } = await run(...words);
    t.is(code, 1);
    t.regex(stderr, /^PORT="nonsense" is not allowed: /);
  });

test('package.json’s command is this program', async (t) => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: object };
  t.deepEqual(bin, { 'image-classifier': relative('.', main) });
  const child = spawn('sh', ['-c', 'chmod +x "$0" && exec "$0" --version', main]);
  const [code] = (await once(child, 'close')) as [number | null];
  t.is(code, 0);
});
