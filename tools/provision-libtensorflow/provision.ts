import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildBinding, isBindingCurrent } from './binding.js';
import { findLibrary, type Library } from './library.js';
import { wheelFor } from './platforms.js';
import {
  requireCompileTools,
  requireDiskSpace,
  requireDownloadTools,
  requireGlibc,
} from './prerequisites.js';
import { Progress } from './progress.js';
import { ProvisionError } from './provision-error.js';
import { fetchLibrary } from './wheel.js';

/** The wheel twice (pip's copy and ours) and what is unpacked of it: 1.4 GB, and some to spare. */
const DOWNLOAD_SPACE = 2e9;

/**
 * Sets libtensorflow up for the tfjs-node that is installed in a project: gets the library, links it
 * into the package, compiles the binding. What is already done is not done again, and what an
 * interrupted run has left half done is done anew.
 *
 * @param root the project's folder
 * @param given a folder that has libtensorflow already, relative to the project: used instead of the
 *   download
 * @throws ProvisionError
 */
export async function provision(root: string, given: string | undefined): Promise<void> {
  const places = {
    tfjsNode: join(root, 'node_modules/@tensorflow/tfjs-node'),
  };
  if (!existsSync(join(places.tfjsNode, 'package.json')))
    throw new ProvisionError('@tensorflow/tfjs-node is not installed: run "npm ci" first');

  const [library, progress] =
    given === undefined ? await ownLibrary(root) : givenLibrary(resolve(root, given));
  if (!isBindingCurrent(places, library)) {
    await requireCompileTools();
    await progress.step('compiling the binding', () => buildBinding(places, library));
  }
  progress.say('ready');
}

async function ownLibrary(root: string): Promise<[Library, Progress]> {
  const wheel = wheelFor(process.platform, process.arch);
  const progress = new Progress(`libtensorflow ${wheel.version}`);
  const folder = join(root, 'build/libtensorflow', `${wheel.version}-${wheel.platform}`);
  if (!existsSync(folder)) {
    requireGlibc();
    await requireDownloadTools();
    requireDiskSpace(dirname(folder), DOWNLOAD_SPACE);
    await fetchLibrary(root, wheel, folder, progress);
  }
  return [findLibrary(folder, folder, true), progress];
}

function givenLibrary(folder: string): [Library, Progress] {
  const called = `LIBTENSORFLOW_DIR (${folder})`;
  return [findLibrary(folder, called), new Progress(`libtensorflow in ${folder}`)];
}
