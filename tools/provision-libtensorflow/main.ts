// Sets libtensorflow up for tfjs-node: node dist/tools/provision-libtensorflow/main.js [PROJECT]
//
// LIBTENSORFLOW_DIR names a folder with lib/ and include/ to use instead of the download.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProvisionError } from './provision-error.js';
import { provision } from './provision.js';

const root = process.argv[2] ?? fileURLToPath(new URL('../../../', import.meta.url));

try {
  const given = process.env['LIBTENSORFLOW_DIR'] ?? '';
  await provision(resolve(root), given === '' ? undefined : given);
} catch (error) {
  process.stderr.write(`libtensorflow: ${describe(error)}\n`);
  process.exitCode = 1;
}

function describe(error: unknown): string {
  if (error instanceof ProvisionError)
    return error.details === '' ? error.message : `${error.message}\n${error.details}`;
  return error instanceof Error ? error.message : String(error);
}
