/** Reserves memory: `bytes` is the new total, not what is added. */
export type Reserve = (bytes: number) => void;

export interface GrowingBufferOptions {
  /** Bytes allocated at first. */
  readonly firstSize: number;
  /** Bytes that it grows to at most. Whoever appends checks that they are enough. */
  readonly maxSize: number;
  /** Called before memory is allocated, with the new size; if it throws, nothing is allocated. */
  readonly reserve: Reserve;
}

/**
 * Collects the chunks of a body in one buffer that doubles. A list of chunks would not be bounded:
 * twenty million chunks of one byte take gigabytes.
 */
export class GrowingBuffer {
  private bytes: Buffer<ArrayBuffer>;
  private filled = 0;

  constructor(private readonly options: GrowingBufferOptions) {
    options.reserve(options.firstSize);
    this.bytes = Buffer.allocUnsafeSlow(options.firstSize);
  }

  /** Bytes that it holds. */
  get length(): number {
    return this.filled;
  }

  /** A view of what it holds. */
  get content(): Buffer<ArrayBuffer> {
    return this.bytes.subarray(0, this.filled);
  }

  /** @param expected the total that is announced; the buffer grows no further while that is enough */
  append(chunk: Buffer, expected?: number): void {
    const needed = this.filled + chunk.length;
    if (needed > this.bytes.length) this.enlarge(needed, expected);
    this.filled += chunk.copy(this.bytes, this.filled);
  }

  private enlarge(needed: number, expected: number | undefined): void {
    const { maxSize, reserve } = this.options;
    const most = expected !== undefined && expected >= needed ? expected : maxSize;
    const size = Math.min(Math.max(2 * this.bytes.length, needed), most);
    reserve(size);
    const larger = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(larger, 0, 0, this.filled);
    this.bytes = larger;
  }
}
