import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvisionError } from './provision-error.js';

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
 * @throws ProvisionError when temporary files are needed and cannot be written
 */
export function openWorkshop(tfjsNode: string): string {
  const workshop = PLAIN_PATH.test(tfjsNode)
    ? emptyFolder(join(tfjsNode, 'workshop'))
    : temporaryFolder();
  for (const source of SOURCES)
    cpSync(join(tfjsNode, source), join(workshop, source), { recursive: true });
  return workshop;
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(realpathSync(tmpdir()), 'libtensorflow-'));
  } catch (error) {
    throw new ProvisionError(
      `TMPDIR (${tmpdir()}) cannot be written, and the project's path has characters that only a compilation there can do without: ${(error as Error).message}`,
    );
  }
}

function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}
