/** What a graph gives for one image, each flattened, by name. */
export interface GraphOutputs {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
}

export type OutputName = keyof GraphOutputs;

/** Runs a model's graph on one preprocessed image. */
export interface GraphRunner {
  /** @param pixels RGB 0…255, shape [crop.height, crop.width, 3] */
  run(pixels: Uint8Array): GraphOutputs;
  dispose(): void;
}
