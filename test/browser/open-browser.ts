import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Why the tests of the page cannot run here; undefined where they can. */
export const BROWSER_MISSING =
  executable() === undefined ? 'no browser: install the package chromium' : undefined;

/** The first browser on the PATH. */
function executable(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser without a window. It need not be sandboxed: it sees nothing but the project's own pages. */
export function openBrowser(): Promise<Browser> {
  const executablePath = executable();
  if (executablePath === undefined) throw new Error(BROWSER_MISSING);
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return chromium.launch({ executablePath, args });
}
