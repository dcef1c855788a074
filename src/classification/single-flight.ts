/** What one of those waiting for a piece of work gets: its result, and whether another began it. */
export interface Joined<T> {
  readonly value: T;
  readonly collapsed: boolean;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly abandon: AbortController;
  waiting: number;
}

/**
 * Shares work between all who ask for the same key at the same time.
 *
 * Whoever asks first starts the work; all get its result, or its failure. One who gives up leaves the
 * others untouched; when the last one has given up the work's signal fires, and whoever asks for
 * that key next starts it anew.
 */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** How many pieces of work are under way. */
  get size(): number {
    return this.flights.size;
  }

  has(key: string): boolean {
    return this.flights.has(key);
  }

  /**
   * @param giveUp when it fires, the promise is rejected with its reason, and no longer waited for
   * @throws whatever `work` throws
   */
  async join(
    key: string,
    giveUp: AbortSignal,
    work: (abandoned: AbortSignal) => Promise<T>,
  ): Promise<Joined<T>> {
    giveUp.throwIfAborted();
    const underWay = this.flights.get(key);
    const flight = underWay ?? this.start(key, work);
    const value = await this.wait(key, flight, giveUp);
    return { value, collapsed: underWay !== undefined };
  }

  private start(key: string, work: (abandoned: AbortSignal) => Promise<T>): Flight<T> {
    const abandon = new AbortController();
    const result = work(abandon.signal).finally(() => {
      this.forget(key, flight);
    });
    const flight: Flight<T> = { result, abandon, waiting: 0 };
    this.flights.set(key, flight);
    return flight;
  }

  private wait(key: string, flight: Flight<T>, giveUp: AbortSignal): Promise<T> {
    flight.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(giveUp.reason as Error);
        if (--flight.waiting > 0) return;
        this.forget(key, flight);
        flight.abandon.abort(giveUp.reason);
      };
      giveUp.addEventListener('abort', leave, { once: true });
      flight.result.then(resolve, reject).finally(() => {
        giveUp.removeEventListener('abort', leave);
      });
    });
  }

  /** Takes a flight off the list, unless a later one of the same key has its place already. */
  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
