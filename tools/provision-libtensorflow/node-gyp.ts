import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { ProvisionError } from './provision-error.js';

/**
 * The node-gyp that npm brings: npm is looked for on the PATH (a link to `npm/bin/npm-cli.js` in
 * most installs) and, where `npm` is a wrapper script, in the prefix of the running Node.js.
 *
 * @throws ProvisionError when there is none.
 */
export function findNodeGyp(path = process.env['PATH'] ?? '', execPath = process.execPath): string {
  const onPath = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'npm'));
  const inPrefix = join(prefixOf(execPath), 'lib/node_modules/npm/bin/npm-cli.js');
  for (const npm of [...onPath, inPrefix]) {
    if (!existsSync(npm)) continue;
    try {
      return createRequire(realpathSync(npm)).resolve('node-gyp/bin/node-gyp.js');
    } catch {
      // A wrapper script, or an npm that was stripped of node-gyp: the next one may do.
    }
  }
  throw new ProvisionError(
    'npm with its node-gyp is missing: install Node.js with npm, or "apt-get install npm" (Debian, Ubuntu) or "brew install node" (macOS)',
  );
}

/**
 * The prefix of a Node.js that has its own headers, as ordinary installs do. Without them node-gyp
 * downloads its version's headers.
 */
export function findHeaders(execPath = process.execPath): string | undefined {
  const prefix = prefixOf(execPath);
  return existsSync(join(prefix, 'include/node/node_api.h')) ? prefix : undefined;
}

function prefixOf(execPath: string): string {
  return dirname(dirname(realpathSync(execPath)));
}
