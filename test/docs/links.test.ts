import test from 'ava';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// What the Markdown files point to is there.

const FOLDERS = ['.github', 'docs', 'models', 'src', 'test', 'tools'];
/** `[text](target)`, where the target is neither a URL nor a heading of the same page. */
const RELATIVE_LINK = /\]\((?![a-z]+:|#)([^)#\s]+)/g;
/** A path from the root, also in diagrams and commands. What ends in a dot ends a sentence. */
const PATH = /(?<![\w./-])(?:src|test|tools|docs|models)\/(?:[\w./-]*[\w/])?/g;
/** A part of a path that stands for a name of the reader's. */
const PLACEHOLDER = /\/(?:NAME|FILE)\b/;
/** Names of tests in SECURITY.md: in the last cell of a row, or with a folder anywhere. */
const LAST_CELL = /\|([^|\n]*)\|$/gm;
const TEST_NAME = /`([a-z][\w./-]*)`/g;
const TEST_NAME_WITH_FOLDER = /`(?!src\/|docs\/)([a-z][\w.-]*\/[\w./-]*\w)`/g;

async function markdownFiles(): Promise<string[]> {
  const inFolders = FOLDERS.map(async (folder) =>
    (await readdir(folder, { recursive: true }))
      .filter((file) => !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  );
  const files = [await readdir('.'), ...(await Promise.all(inFolders))].flat();
  return files.filter((file) => file.endsWith('.md'));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([whole, group]) => group ?? whole);
}

const everyFile = test.macro(
  async (t, targets: (text: string, folder: string) => Iterable<string>) => {
    const missing: string[] = [];
    let found = 0;
    for (const file of await markdownFiles())
      for (const target of targets(await readFile(file, 'utf8'), dirname(file))) {
        found++;
        if (!existsSync(target)) missing.push(`${file}: ${target}`);
      }
    t.deepEqual(missing, []);
    t.true(found > 0);
  },
);

test('relative links lead to files', everyFile, (text, folder) =>
  matches(text, RELATIVE_LINK).map((target) => join(folder, target)),
);

test('paths of the repository exist', everyFile, (text) =>
  matches(text, PATH).filter((path) => !PLACEHOLDER.test(path)),
);

test('tests named in SECURITY.md exist', async (t) => {
  const text = await readFile('SECURITY.md', 'utf8');
  const inTables = matches(text, LAST_CELL).flatMap((cell) => matches(cell, TEST_NAME));
  const names = new Set([...inTables, ...matches(text, TEST_NAME_WITH_FOLDER)]);
  t.true(names.size > 20);
  const missing = [...names].filter(
    (name) => !existsSync(join('test', `${name.replace(/\.test\.ts$/, '')}.test.ts`)),
  );
  t.deepEqual(missing, []);
});
