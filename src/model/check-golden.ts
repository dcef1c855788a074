import type { Precision } from '../settings/classifier.js';
import type { Labels } from './labels.js';
import { ModelError, type ModelCard } from './model-card.js';

/**
 * Checks that a card's golden predictions, if there are any, can be compared with the model's.
 *
 * @param folder the model's, for messages
 * @throws ModelError if a class is no label, or if the card does not say how exact they must be in this
 *   precision
 */
export function checkGolden(
  folder: string,
  { golden }: ModelCard,
  labels: Labels,
  precision: Precision,
): void {
  if (golden === undefined) return;
  if (precision === 'bfloat16' && golden.bfloat16Tolerance === undefined)
    throw new ModelError(
      `${folder}: bfloat16 cannot be checked, as the golden predictions have no bfloat16Tolerance`,
    );
  const known = new Set(labels);
  for (const { image, top } of golden.predictions)
    for (const { classification } of top)
      if (!known.has(classification))
        throw new ModelError(
          `${folder}: the golden prediction of ${image} is the class "${classification}", which is none of the labels`,
        );
}
