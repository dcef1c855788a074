import test, { type ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findHeaders, findNodeGyp } from '../../tools/provision-libtensorflow/node-gyp.js';
import { ProvisionError } from '../../tools/provision-libtensorflow/provision-error.js';

/** Writes files (empty) and links (to another path of the tree) and returns where the tree is. */
function tree(t: ExecutionContext, files: string[], links: Record<string, string> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'npm-')));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const path of [...files, ...Object.keys(links)])
    mkdirSync(dirname(join(root, path)), { recursive: true });
  for (const file of files) writeFileSync(join(root, file), '');
  for (const [path, target] of Object.entries(links))
    symlinkSync(join(root, target), join(root, path));
  return root;
}

const NODE_GYP = 'node_modules/node-gyp/bin/node-gyp.js';
const PREFIX = 'versions/node/lib/node_modules/npm';

test('npm on the PATH is a link into the prefix of Node.js, as with nvm', (t) => {
  const root = tree(t, [`${PREFIX}/bin/npm-cli.js`, `${PREFIX}/${NODE_GYP}`, 'elsewhere/node'], {
    'versions/node/bin/npm': `${PREFIX}/bin/npm-cli.js`,
  });
  const path = ['', join(root, 'nowhere'), join(root, 'versions/node/bin')].join(delimiter);
  t.is(findNodeGyp(path, join(root, 'elsewhere/node')), join(root, PREFIX, NODE_GYP));
});

test('npm on the PATH is a wrapper script: the one beside Node.js is used', (t) => {
  const root = tree(t, [
    'shims/npm',
    'versions/node/bin/node',
    `${PREFIX}/bin/npm-cli.js`,
    `${PREFIX}/${NODE_GYP}`,
  ]);
  const node = join(root, 'versions/node/bin/node');
  t.is(findNodeGyp(join(root, 'shims'), node), join(root, PREFIX, NODE_GYP));
});

test('node-gyp lies beside npm, as a newer npm installed by npm may have it', (t) => {
  const root = tree(t, ['node_modules/npm/bin/npm-cli.js', NODE_GYP, 'bin/node'], {
    'node_modules/.bin/npm': 'node_modules/npm/bin/npm-cli.js',
  });
  const path = join(root, 'node_modules/.bin');
  t.is(findNodeGyp(path, join(root, 'bin/node')), join(root, NODE_GYP));
});

test('no npm: the message says what to install', (t) => {
  const root = tree(t, ['bin/node']);
  const error = t.throws(() => findNodeGyp(join(root, 'bin'), join(root, 'bin/node')), {
    instanceOf: ProvisionError,
  });
  t.regex(error.message, /^npm with its node-gyp is missing: install/);
});

test('headers are those of the prefix of Node.js, if it has them', (t) => {
  const root = tree(t, ['with/bin/node', 'with/include/node/node_api.h', 'without/bin/node']);
  t.is(findHeaders(join(root, 'with/bin/node')), join(root, 'with'));
  t.is(findHeaders(join(root, 'without/bin/node')), undefined);
});
