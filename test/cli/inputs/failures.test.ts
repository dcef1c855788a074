import test from 'ava';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../../src/errors.js';
import { expand } from '../../../src/cli/inputs/expand.js';
import { fileFailure } from '../../../src/cli/inputs/file-failure.js';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';

const HINT = ': --recursive looks into its subfolders';
for (const [what, subfolders, recursive, hint] of [
  ['no subfolder', [], false, ''],
  ['one subfolder', ['a'], false, HINT],
  ['two subfolders', ['a', 'b'], false, HINT],
  ['a subfolder that was looked into', ['a'], true, ''],
] as const)
  test(`a folder without images and with ${what} says so`, async (t) => {
    const folder = await temporaryFolder(t);
    for (const name of subfolders) mkdirSync(join(folder, name));
    const tally = { otherFiles: 0, folders: 0 };
    const items = expand({ inputs: [folder], lists: [], recursive }, tally);
    const { source } = (await items.next()).value as { source: { error?: Error } };
    t.is(source.error?.message, `the folder has no images${hint}`);
  });

for (const [code, expected, message] of [
  ['ENOENT', 'image_unavailable', 'there is no such file or folder'],
  ['EACCES', 'image_unavailable', 'it may not be read: permission denied'],
  ['EIO', 'upstream_error', 'it cannot be read (EIO)'],
  [undefined, 'upstream_error', 'it cannot be read (unknown)'],
] as const)
  test(`${code ?? 'an error without a code'} is ${expected}`, (t) => {
    const cause = Object.assign(new Error('from the system'), { code });
    const error = fileFailure(cause);
    t.like(error, { code: expected, message, cause });
  });

test('an error that says what it is stays', (t) => {
  const error = new ServiceError('not_an_image', 'no image');
  t.is(fileFailure(error), error);
});
