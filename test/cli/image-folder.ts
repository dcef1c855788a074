import type { ExecutionContext } from 'ava';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../helpers/squeezenet-variant.js';
import { golden } from './run-cli.js';

/** A folder with images, and with what must not disturb: links that go round, hidden files, odd names. */
export async function imageFolder(t: ExecutionContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const at = (name: string) => join(folder, name);
  for (const name of ['photos/deep/er', 'photos/.cache', 'empty', 'nested/only'])
    mkdirSync(at(name), { recursive: true });
  for (const name of [
    ...['photos/b.jpg', 'photos/a.JPG', 'photos/deep/c.jpg', 'photos/deep/er/d.jpg'],
    ...['photos/.hidden.jpg', 'photos/.cache/x.jpg', 'photos/no-extension', 'nested/only/e.jpg'],
    ...['one[1].jpg', ' sp ace.jpg'],
  ])
    copyFileSync(golden('rocket.jpg'), at(name));
  writeFileSync(at('photos/readme.txt'), 'text');
  symlinkSync('..', at('photos/deep/round'));
  symlinkSync('photos', at('linked'));
  symlinkSync('../photos/b.jpg', at('nested/link.jpg'));
  symlinkSync('nowhere', at('nested/lost.jpg'));
  return folder;
}
