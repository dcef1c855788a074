/** The result of shared work, and whether another caller had started it. */
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
 * Shares work between concurrent callers with the same key.
 *
 * The first caller starts the work; all get its result or its failure. A caller that gives up does not
 * affect the others. When the last one gives up, the work's signal fires, and the next caller with that
 * key starts the work again.
 */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  get size(): number {
    return this.flights.size;
  }

  has(key: string): boolean {
    return this.flights.has(key);
  }

  /**
   * @param giveUp when it fires, the promise is rejected with its reason
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

  /** Removes a flight, unless a later one with the same key has replaced it. */
  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
