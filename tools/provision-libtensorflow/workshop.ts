import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What node-gyp compiles the binding from. */
const SOURCES = ['package.json', 'binding.gyp', 'binding'];

/** Characters that neither make nor its shell reads in another way. */
const PLAIN_PATH = /^[\w@%+=:,./-]*$/;

/**
 * Makes a folder to compile tfjs-node's binding in, with the sources of it. It lies in the package,
 * where compiled code may surely be loaded, or among the temporary files when the package's path has
 * a space or something else that node-gyp's makefiles do not take.
 *
 * @returns its path; whoever asked for it removes it
 */
export function openWorkshop(tfjsNode: string): string {
  const workshop = PLAIN_PATH.test(tfjsNode)
    ? emptyFolder(join(tfjsNode, 'workshop'))
    : mkdtempSync(join(realpathSync(tmpdir()), 'libtensorflow-'));
  for (const source of SOURCES)
    cpSync(join(tfjsNode, source), join(workshop, source), { recursive: true });
  return workshop;
}

function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}
