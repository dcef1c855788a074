import test from 'ava';
import { readFile } from 'node:fs/promises';
import { SECRET_SETTINGS, SETTING_DEFAULTS, SETTING_NAMES } from '../../src/settings/index.js';

// The other places that list the settings, in any order.

const names = [...SETTING_NAMES].sort();

/** The table's words for defaults that depend on the machine. */
const DERIVED: Readonly<Record<string, string>> = {
  CLASSIFIER_PROCESSES: 'cores',
};

function inTable(name: string): string {
  const value = SETTING_DEFAULTS.get(name);
  const literal = typeof value === 'number' || typeof value === 'string';
  return DERIVED[name] ?? (literal ? String(value) : '–');
}

/** The names in all matches of a pattern's first group. */
function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).sort();
}

test('the table in docs/settings.md has every setting, with its default', async (t) => {
  const document = await readFile('docs/settings.md', 'utf8');
  const section = /^# Settings\n(.*?)^## /ms.exec(document)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` *\| (.*?) *\|/gm)];
  t.deepEqual(
    rows.map(([, name, value]) => `${name} ${value}`).sort(),
    names.map((name) => `${name} ${inTable(name)}`),
  );
});

test('make passes every setting on', async (t) => {
  const makefile = await readFile('Makefile', 'utf8');
  const list = /^SETTINGS = ((?:.*\\\n)*.*)/m.exec(makefile)?.[1] ?? '';
  t.deepEqual(namesIn(list, /(\w+)/g), names);
});

test('every setting is a build argument that sets it in the image, except secrets', async (t) => {
  const open = names.filter((name) => !SECRET_SETTINGS.has(name));
  const dockerfile = await readFile('Dockerfile', 'utf8');
  const [, runtime = ''] = dockerfile.split(/^FROM scratch$/m);
  t.deepEqual(namesIn(runtime, /^ARG (\w+)$/gm), open);
  t.deepEqual(namesIn(runtime, /\b(\w+)=\$\1\b/g), open);
});

test('make builds no secret into the image', async (t) => {
  const makefile = await readFile('Makefile', 'utf8');
  const list = /^SECRETS = (.*)/m.exec(makefile)?.[1] ?? '';
  t.deepEqual(namesIn(list, /(\w+)/g), [...SECRET_SETTINGS].sort());
  t.regex(makefile, /docker build .*\$\(filter-out \$\(SECRETS\),\$\(SET_SETTINGS\)\)/);
});
