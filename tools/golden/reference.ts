/** A class and its probability. */
export interface Prediction {
  readonly classification: string;
  readonly confidence: number;
}

/** Computes a model's predictions without the service. */
export interface Reference {
  /** What computes them, for the card. */
  readonly name: string;
  /** @returns the best predictions of each image, best first, in the order of the images */
  predict(images: readonly string[]): Promise<Prediction[][]>;
}

/** Predictions that a card lists. */
export const TOP = 5;

/** The best classes; of equal ones the lower index first. */
export function best(probabilities: ArrayLike<number>, labels: readonly string[]): Prediction[] {
  return Array.from(probabilities, (confidence, index) => ({ confidence, index }))
    .sort((a, b) => b.confidence - a.confidence || a.index - b.index)
    .slice(0, TOP)
    .map(({ confidence, index }) => ({
      classification: labels[index] ?? '',
      confidence: Number(confidence.toFixed(6)),
    }));
}
