import { argmax, topK } from '../../inference/top-k.js';
import type { Labels, WordnetIds } from '../../model/labels.js';

/** A class and its probability with three decimals, as the service writes it. */
export interface Prediction {
  readonly classification: string;
  readonly confidence: string;
  /** Tells apart classes of one name. Undefined if the model's labels have none. */
  readonly wordnet_id: string | undefined;
}

/** What an image's result says. */
export interface Description {
  /** The best class; null if its confidence is below the minimum. */
  readonly classification: string | null;
  /** The best class's. */
  readonly confidence: string;
  /** The best classes whose confidence is not below the minimum, best first; undefined if none were asked. */
  readonly predictions: readonly Prediction[] | undefined;
}

/** How much of the probabilities is shown. */
export interface Shown {
  readonly labels: Labels;
  readonly wordnetIds?: WordnetIds | undefined;
  readonly topK: number | undefined;
  readonly minConfidence: number;
  /** Whether each image has a drawing of its activation map. */
  readonly explained: boolean;
}

export function describe(
  probabilities: Float32Array,
  { labels, wordnetIds, topK: k, minConfidence }: Shown,
): Description {
  const isSure = (index: number) => (probabilities[index] ?? 0) >= minConfidence;
  const predict = (index: number): Prediction => ({
    classification: labels[index] ?? '',
    confidence: (probabilities[index] ?? 0).toFixed(3),
    wordnet_id: wordnetIds?.[index],
  });
  const best = argmax(probabilities);
  const { classification, confidence } = predict(best);
  return {
    classification: isSure(best) ? classification : null,
    confidence,
    predictions: k === undefined ? undefined : topK(probabilities, k).filter(isSure).map(predict),
  };
}
