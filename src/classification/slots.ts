/** Bounds how much work runs at once. Who waits gets the next slot in turn. */
export class Slots {
  private readonly waiting = new Set<() => void>();

  /** @param free slots at first */
  constructor(private free: number) {}

  /**
   * Runs work in a slot.
   *
   * @param giveUp when it fires before there is a slot, the work is not begun
   * @throws the reason of `giveUp`, or whatever `work` throws
   */
  async run<T>(giveUp: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.take(giveUp);
    try {
      return await work();
    } finally {
      this.free++;
      const [next] = this.waiting;
      next?.();
    }
  }

  private async take(giveUp: AbortSignal): Promise<void> {
    giveUp.throwIfAborted();
    if (this.free === 0 || this.waiting.size > 0)
      await new Promise<void>((resolve, reject) => {
        const take = () => {
          this.waiting.delete(take);
          giveUp.removeEventListener('abort', leave);
          this.free--;
          resolve();
        };
        const leave = () => {
          this.waiting.delete(take);
          reject(giveUp.reason as Error);
        };
        this.waiting.add(take);
        giveUp.addEventListener('abort', leave, { once: true });
      });
    else this.free--;
  }
}
