/** What is left to a client after it has asked. */
export interface Allowance {
  readonly allowed: boolean;
  /** How much more it may ask for in this window. */
  readonly remaining: number;
  /** Seconds until the window ends, rounded up. */
  readonly resetAfter: number;
}

/** Counts what each client asks for in a window, which begins with the client's first request. */
export interface RateLimiter {
  /** How much a client may ask for in a window. */
  readonly quota: number;
  /** Seconds. */
  readonly window: number;
  /**
   * Takes `cost` of the client's quota, or nothing if less is left.
   *
   * @param client a name that tells clients apart
   * @param cost 1 for a request, or the number of its images; at most `quota`
   */
  consume(client: string, cost: number): Promise<Allowance>;
}

/** Registered only when there is a limit. */
export const RATE_LIMITER = Symbol('RateLimiter');
