import { classify } from '../../src/inference/child/classify.js';
import type { Model } from '../../src/inference/child/model.js';
import type { ClassifyResult, ModelResult } from '../../src/inference/protocol/messages.js';

/** Runs one model on an encoded image, in this process. */
export async function runModel(
  model: Model,
  image: Uint8Array,
  maxPixels: number,
): Promise<ModelResult & Pick<ClassifyResult, 'decode'>> {
  const { results, decode } = await classify([model], image, maxPixels);
  const [result] = results;
  if (result === undefined) throw new Error('the model gave no result');
  return { ...result, decode };
}
