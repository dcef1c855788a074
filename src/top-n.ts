/**
 * The first `n` items in the order of `compare`, without sorting all of them: O(m log n) for m
 * items. Of equal items the earlier one comes first.
 */
export function topN<T>(items: Iterable<T>, n: number, compare: (a: T, b: T) => number): T[] {
  const kept: T[] = [];
  let worstKept: T | undefined;
  for (const item of items) {
    if (worstKept !== undefined && compare(item, worstKept) >= 0) continue;
    kept.push(item);
    // Sorting each time the excess has doubled the list costs O(log n) an item, on average.
    if (kept.length >= 2 * n) {
      kept.sort(compare).length = n;
      worstKept = kept[n - 1];
    }
  }
  return kept.sort(compare).slice(0, n);
}
