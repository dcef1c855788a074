const WORDS = 3;
const FIRST_SLOTS = 1024;
/** Share of the slots that may be taken. */
const MAX_LOAD = 0.6;

/**
 * A set of hashes: 20 to 40 bytes for each, where a set of names takes ten times that. 96 bits of each
 * hash are kept, so that no two of a billion are likely to be taken for one.
 */
export class FingerprintSet {
  private slots = FIRST_SLOTS;
  /** A slot of zeros is free. */
  private table = new Uint32Array(FIRST_SLOTS * WORDS);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @param hash at least 12 evenly distributed bytes */
  add(hash: Buffer): void {
    if (this.count >= this.slots * MAX_LOAD) this.grow();
    const [a, b, c] = wordsOf(hash);
    this.insert(a, b, c);
  }

  has(hash: Buffer): boolean {
    return !this.isFree(this.find(...wordsOf(hash)));
  }

  private insert(a: number, b: number, c: number): void {
    const position = this.find(a, b, c);
    if (!this.isFree(position)) return;
    this.table.set([a, b, c], position);
    this.count++;
  }

  /** The position of an entry, or that of the free slot where it belongs. */
  private find(a: number, b: number, c: number): number {
    const { table, slots } = this;
    for (let slot = a % slots; ; slot = (slot + 1) % slots) {
      const position = slot * WORDS;
      if (this.isFree(position)) return position;
      if (table[position] === a && table[position + 1] === b && table[position + 2] === c)
        return position;
    }
  }

  private isFree(position: number): boolean {
    return this.table[position] === 0 && this.table[position + 1] === 0;
  }

  private grow(): void {
    const old = this.table;
    this.slots *= 2;
    this.count = 0;
    this.table = new Uint32Array(this.slots * WORDS);
    for (let position = 0; position < old.length; position += WORDS) {
      const [a = 0, b = 0, c = 0] = old.subarray(position, position + WORDS);
      if (a !== 0 || b !== 0) this.insert(a, b, c);
    }
  }
}

function wordsOf(hash: Buffer): [number, number, number] {
  return [hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8)];
}
