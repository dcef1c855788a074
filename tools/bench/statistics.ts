/**
 * The quantile by nearest rank: always one of the values.
 *
 * @param share from 0 to 1
 * @throws RangeError when there are no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError('there is no quantile of no values');
  return value;
}

/**
 * The middle value, or the mean of the middle two.
 *
 * @throws RangeError when there are no values
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined)
    throw new RangeError('there is no median of no values');
  return (lower + upper) / 2;
}

/**
 * The median of the rounds' ratios. Both sides of a round run right after each other, so other load on
 * the machine affects both.
 *
 * @throws RangeError when the rounds differ in number, or there are none
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new RangeError('both sides need the same rounds');
  return median(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}
