/** A class and its probability, as the service writes them. */
export interface Prediction {
  readonly classification: string;
  /** From 0 to 1, three decimals. */
  readonly confidence: string;
  readonly wordnet_id?: string;
}

/** The answer of `POST /classify-image`. */
export interface ClassificationBody extends Prediction {
  /** In seconds. */
  readonly processing_time: string;
  /** Best first. */
  readonly predictions: readonly Prediction[];
}

/** Below this confidence the model is more likely wrong than right by its own account. */
export const SURE = 0.5;

export function isSure({ confidence }: Pick<Prediction, 'confidence'>): boolean {
  return Number(confidence) >= SURE;
}

/** `tiger_cat` → `tiger cat` */
export function readable(classification: string): string {
  return classification.replaceAll('_', ' ');
}

/** `0.536` → `53.6 %` */
export function percent(confidence: string): string {
  const value = Number(confidence) * 100;
  return value === 0 ? '< 0.1 %' : `${value.toFixed(1)} %`;
}
