import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/model/model-card.js';
import { WeightsError } from './weights/layer-weights.js';

/**
 * @returns the sha256 of a weights file, in hex
 * @throws WeightsError if the card names another
 */
export function checkSha256({ name, weights }: ModelCard, file: Uint8Array): string {
  const sha256 = createHash('sha256').update(file).digest('hex');
  if (weights.sha256 === undefined || weights.sha256 === sha256) return sha256;
  throw new WeightsError(
    `the weights have the sha256 ${sha256} where ${name}'s card says ${weights.sha256}`,
  );
}
