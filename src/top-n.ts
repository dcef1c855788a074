/**
 * The first `n` items in the order of `compare`, in O(m log n) for m items. Of equal items the earlier
 * comes first.
 */
export function topN<T>(items: Iterable<T>, n: number, compare: (a: T, b: T) => number): T[] {
  const kept: T[] = [];
  let worstKept: T | undefined;
  for (const item of items) {
    if (worstKept !== undefined && compare(item, worstKept) >= 0) continue;
    kept.push(item);
    // Sorting only when the list has doubled costs O(log n) per item, amortized.
    if (kept.length >= 2 * n) {
      kept.sort(compare).length = n;
      worstKept = kept[n - 1];
    }
  }
  return kept.sort(compare).slice(0, n);
}
