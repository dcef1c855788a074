/** Runs a model's graph on one preprocessed image. */
export interface GraphRunner {
  /**
   * @param pixels RGB 0…255, shape [crop.height, crop.width, 3]
   * @returns probabilities, shape [classes]
   */
  run(pixels: Uint8Array): Float32Array;
  dispose(): void;
}
