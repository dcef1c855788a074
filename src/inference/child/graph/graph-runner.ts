import type { MapCells } from '../../../model/saved-model-file.js';
import type { InputPixels } from '../pixels.js';

/** What a graph gives for one image, each flattened, by name. */
export interface GraphOutputs {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
}

export type OutputName = keyof GraphOutputs;

/** The activation maps of classes for one image. */
export interface ClassMaps extends GraphOutputs {
  /** By index. */
  readonly classes: Int32Array;
  /** Shape [rows, columns, classes]: a map's mean, plus the class's bias, is the class's logit. */
  readonly maps: Float32Array;
  /** Shape [classes]; without it, all are 0. */
  readonly biases?: Float32Array | undefined;
}

/** Runs a model's graph on one preprocessed image, and tells why it chose a class. */
export interface ClassExplainer {
  /** Where the maps' cells lie in the model's input. */
  readonly cells: MapCells;
  /** @param classes by index; −1 is the most probable one */
  explain(pixels: InputPixels, classes: Int32Array): ClassMaps;
}

/** Runs a model's graph on one preprocessed image. */
export interface GraphRunner {
  /** @param pixels what `preprocess` gives: RGB 0…255, shape [crop.height, crop.width, 3] */
  run(pixels: InputPixels): GraphOutputs;
  /** Undefined if the card names no nodes for it, or only TF.js runs the graph. */
  readonly explainer?: ClassExplainer | undefined;
  dispose(): void;
}
