import test from 'ava';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expand } from '../../../src/cli/inputs/expand.js';
import { imageFolder } from '../image-folder.js';

/** Paths below the folder, `!` before those that failed. */
const found = test.macro(
  async (t, inputs: string[], expected: string[], { recursive = false, left = [0, 0] } = {}) => {
    const folder = await imageFolder(t);
    const tally = { otherFiles: 0, folders: 0 };
    const all: string[] = [];
    const absolute = inputs.map((input) => join(folder, input));
    for await (const { name, source } of expand({ inputs: absolute, lists: [], recursive }, tally))
      all.push((source.kind === 'failed' ? '!' : '') + relative(folder, name));
    t.deepEqual(all, expected);
    t.deepEqual([tally.otherFiles, tally.folders], left);
  },
);

const TREE = ['photos/a.JPG', 'photos/b.jpg', 'photos/deep/c.jpg', 'photos/deep/er/d.jpg'];

test(
  'a folder: its images by name, without subfolders and hidden files',
  found,
  ['photos'],
  TREE.slice(0, 2),
  { left: [2, 1] },
);
test(
  'recursive: subfolders too, but no links to folders, which may go round',
  found,
  ['photos/'],
  TREE,
  { recursive: true, left: [2, 1] },
);
test(
  'a link to a folder is followed if it is named',
  found,
  ['linked'],
  ['linked/a.JPG', 'linked/b.jpg'],
  { left: [2, 1] },
);
test('a folder may have one image', found, ['photos/deep'], ['photos/deep/c.jpg'], {
  left: [0, 2],
});
test('a folder without images fails', found, ['empty'], ['!empty']);
test(
  'links: to a file, and to nowhere',
  found,
  ['nested'],
  ['nested/link.jpg', 'nested/lost.jpg'],
  { left: [0, 1] },
);
test('a glob takes whatever matches it', found, ['photos/*o*'], ['photos/no-extension']);
test('** stands for folders at any depth', found, ['photos/**/[c-d].{jpg,png}'], TREE.slice(2));
test('* follows links to folders', found, ['linked*/b.jpg'], ['linked/b.jpg']);
test('a dot in a glob finds hidden files', found, ['photos/.*.jpg'], ['photos/.hidden.jpg']);
test('a glob with one match has no failure', found, ['photos/b.*'], ['photos/b.jpg']);
test('! in a glob is a character like others', found, ['photos/!*.jpg'], ['!photos/!*.jpg']);
test('a glob without a match fails', found, ['photos/*.gif'], ['!photos/*.gif']);
test(
  'a file’s own name comes before the pattern that it looks like',
  found,
  ['one[1].jpg'],
  ['one[1].jpg'],
);
test('a missing file fails', found, ['x.jpg', 'photos/b.jpg/x'], ['!x.jpg', '!photos/b.jpg/x']);

test('lists: paths as they are, folders, line ends of both kinds, no globs', async (t) => {
  const folder = await imageFolder(t);
  const list = join(folder, 'list.txt');
  const listed = [
    `\uFEFF${folder}/ sp ace.jpg\r`,
    '',
    `${folder}/one[1].jpg`,
    `${folder}/photos`,
    `${folder}/*.jpg`,
  ];
  writeFileSync(list, listed.join('\n'));
  const all: string[] = [];
  const tally = { otherFiles: 0, folders: 0 };
  for await (const { name, source } of expand(
    { inputs: [], lists: [list, list], recursive: false },
    tally,
  ))
    all.push((source.kind === 'failed' ? '!' : '') + relative(folder, name));
  const once = [' sp ace.jpg', 'one[1].jpg', 'photos/a.JPG', 'photos/b.jpg', '!*.jpg'];
  t.deepEqual(all, [...once, ...once]);
});

test('a list with an endless line is refused', async (t) => {
  const folder = await imageFolder(t);
  const list = join(folder, 'list.txt');
  writeFileSync(list, 'x'.repeat(10_000_000));
  const items = expand(
    { inputs: [], lists: [list], recursive: false },
    { otherFiles: 0, folders: 0 },
  );
  await t.throwsAsync(items.next(), {
    message: /^the list .*list\.txt cannot be read: a line has more/,
  });
});
