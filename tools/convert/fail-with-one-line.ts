import { ModelError } from '../../src/model/model-card.js';
import { WeightsError } from './weights/layer-weights.js';

/** Ends a converter: in one line if the weights, the card or the download is to blame. */
export function failWithOneLine(error: unknown): void {
  const expected = error instanceof WeightsError || error instanceof ModelError;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
}
