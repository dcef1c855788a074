interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
}

/** Bounds the bytes of images that are held at once. Whoever finds too little room waits, in order. */
export class ByteGate {
  private readonly waiting: Waiting[] = [];
  private left: number;

  constructor(private readonly limit: number) {
    this.left = limit;
  }

  /**
   * Waits for room.
   *
   * @param bytes more than the limit count as the limit
   * @returns gives the room back; to be called once
   */
  async take(bytes: number): Promise<() => void> {
    const taken = Math.min(bytes, this.limit);
    if (this.waiting.length > 0 || this.left < taken)
      await new Promise<void>((enter) => this.waiting.push({ bytes: taken, enter }));
    else this.left -= taken;
    return () => {
      this.left += taken;
      this.admit();
    };
  }

  private admit(): void {
    for (let first = this.waiting[0]; first && first.bytes <= this.left; first = this.waiting[0]) {
      this.waiting.shift();
      this.left -= first.bytes;
      first.enter();
    }
  }
}
