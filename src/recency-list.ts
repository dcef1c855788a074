/** One value in a RecencyList. */
export interface RecencyEntry<T> {
  readonly value: T;
  /** The entries used just before and just after this one. */
  older: RecencyEntry<T> | undefined;
  newer: RecencyEntry<T> | undefined;
}

/**
 * Values in the order of their last use: a doubly linked list. Everything is O(1) and makes no garbage,
 * unlike deleting from a Map and inserting again.
 */
export class RecencyList<T> {
  private oldestEntry: RecencyEntry<T> | undefined;
  private newestEntry: RecencyEntry<T> | undefined;

  get oldest(): T | undefined {
    return this.oldestEntry?.value;
  }

  /** Adds a value as the most recently used. */
  add(value: T): RecencyEntry<T> {
    const entry: RecencyEntry<T> = { value, older: undefined, newer: undefined };
    this.append(entry);
    return entry;
  }

  /** Makes an entry of this list the most recently used. */
  touch(entry: RecencyEntry<T>): void {
    if (entry === this.newestEntry) return;
    this.remove(entry);
    this.append(entry);
  }

  /** Removes an entry, which must be in this list. */
  remove(entry: RecencyEntry<T>): void {
    const { older, newer } = entry;
    if (older === undefined) this.oldestEntry = newer;
    else older.newer = newer;
    if (newer === undefined) this.newestEntry = older;
    else newer.older = older;
  }

  private append(entry: RecencyEntry<T>): void {
    entry.older = this.newestEntry;
    entry.newer = undefined;
    if (this.newestEntry === undefined) this.oldestEntry = entry;
    else this.newestEntry.newer = entry;
    this.newestEntry = entry;
  }
}
