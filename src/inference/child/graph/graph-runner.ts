import type { InputPixels } from '../pixels.js';

/** What a graph gives for one image, each flattened, by name. */
export interface GraphOutputs {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
}

export type OutputName = keyof GraphOutputs;

/** Runs a model's graph on one preprocessed image. */
export interface GraphRunner {
  /** @param pixels what `preprocess` gives: RGB 0…255, shape [crop.height, crop.width, 3] */
  run(pixels: InputPixels): GraphOutputs;
  dispose(): void;
}
