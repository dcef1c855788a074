import { createHash } from 'node:crypto';
import { WeightsError } from '../../convert/weights/layer-weights.js';

/**
 * torchvision's SqueezeNet1_0_Weights.IMAGENET1K_V1. The name ends with the start of its sha256, all that
 * is published of it: 32 bits tell a broken download, not a forged one, which HTTPS is there for.
 */
const ADDRESS = 'https://download.pytorch.org/models/squeezenet1_0-b66bff10.pth';
const SHA256_START = 'b66bff10';
/** Milliseconds for the whole download of 5 MB. */
const TIMEOUT = 120_000;

/**
 * Downloads SqueezeNet 1.0's weights from PyTorch's server.
 *
 * @throws WeightsError when the download fails or its checksum is wrong
 */
export async function fetchTorchvisionWeights(): Promise<Buffer> {
  let file: Buffer;
  try {
    const response = await fetch(ADDRESS, { signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    file = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new WeightsError(
      `cannot download ${ADDRESS} (${reason}): bring the file otherwise and run ` +
        '"make model SQUEEZENET_VERSION=1 WEIGHTS=FILE"',
      { cause: error },
    );
  }
  const sha256 = createHash('sha256').update(file).digest('hex');
  if (!sha256.startsWith(SHA256_START))
    throw new WeightsError(`${ADDRESS} has the sha256 ${sha256}, not ${SHA256_START}…`);
  return file;
}
