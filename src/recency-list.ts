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
  #oldest: Entry<T> | undefined;
  #newest: Entry<T> | undefined;

  get oldest(): T | undefined {
    return this.#oldest?.value;
  }

  /** Adds a value as the one used last. */
  add(value: T): Entry<T> {
    const entry: Entry<T> = { value, older: undefined, newer: undefined };
    this.#append(entry);
    return entry;
  }

  /** Makes an entry of the list the one used last. */
  touch(entry: Entry<T>): void {
    if (entry === this.#newest) return;
    this.remove(entry);
    this.#append(entry);
  }

  /** Takes an entry, which must be in the list, out of it. */
  remove(entry: Entry<T>): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }

  #append(entry: Entry<T>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }
}
