/** One value in a RecencyList. */
export interface Entry<T> {
  readonly value: T;
  /** The entries that were used just before and just after it. */
  older: Entry<T> | undefined;
  newer: Entry<T> | undefined;
}

/**
 * Values in the order of their last use: a doubly linked list. Everything is O(1), without garbage,
 * which deleting from a Map and inserting anew is not.
 */
export class RecencyList<T> {
  private oldestEntry: Entry<T> | undefined;
  private newestEntry: Entry<T> | undefined;

  get oldest(): T | undefined {
    return this.oldestEntry?.value;
  }

  /** Adds a value as the one used last. */
  add(value: T): Entry<T> {
    const entry: Entry<T> = { value, older: undefined, newer: undefined };
    this.append(entry);
    return entry;
  }

  /** Makes an entry of the list the one used last. */
  touch(entry: Entry<T>): void {
    if (entry === this.newestEntry) return;
    this.remove(entry);
    this.append(entry);
  }

  /** Takes an entry, which must be in the list, out of it. */
  remove(entry: Entry<T>): void {
    const { older, newer } = entry;
    if (older === undefined) this.oldestEntry = newer;
    else older.newer = newer;
    if (newer === undefined) this.newestEntry = older;
    else newer.older = older;
  }

  private append(entry: Entry<T>): void {
    entry.older = this.newestEntry;
    entry.newer = undefined;
    if (this.newestEntry === undefined) this.oldestEntry = entry;
    else this.newestEntry.newer = entry;
    this.newestEntry = entry;
  }
}
