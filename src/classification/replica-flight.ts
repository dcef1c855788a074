import { setTimeout as sleep } from 'node:timers/promises';
import type { Claims } from './claims.js';

/** Milliseconds that another replica is waited for before this one has done any work, and at most. */
const FIRST_PATIENCE = 100;
const MAX_PATIENCE = 10_000;
/** Weight of the last work in the average of how long work takes. */
const LAST_WEIGHT = 0.2;
/** Milliseconds between looks: at first, and at most. */
const FIRST_PAUSE = 5;
const MAX_PAUSE = 100;

export interface ReplicaWork<T> {
  readonly key: string;
  /** Looks whether the result is there. */
  readonly look: () => Promise<T | undefined>;
  readonly work: () => Promise<T>;
  /** Ends the waiting. */
  readonly abandoned: AbortSignal;
}

/**
 * Shares work between replicas: one works, the others wait for what it leaves in the cache.
 *
 * Nobody waits longer than work takes on average here; then they work, too. A failure is not shared: when
 * the one that works gives up, the next one tries.
 */
export class ReplicaFlight {
  /** @param patience milliseconds to wait before any work was measured */
  constructor(
    private readonly claims: Claims,
    private patience = FIRST_PATIENCE,
  ) {}

  /** @throws whatever `work` throws, and the reason of `abandoned` */
  async join<T>({ key, look, work, abandoned }: ReplicaWork<T>): Promise<T> {
    const deadline = performance.now() + this.patience;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, MAX_PAUSE)) {
      // Claimed first, then looked: what was left before the claim is seen.
      const [release, found] = await Promise.all([this.claims.claim(key), look()]);
      const left = deadline - performance.now();
      if (found !== undefined) release?.();
      if (found !== undefined) return found;
      if (release !== undefined || left <= 0) return this.measured(work).finally(release);
      // Jitter, so that replicas do not look all at once.
      await sleep(Math.min(left, pause * (0.5 + Math.random())), undefined, { signal: abandoned });
    }
  }

  private async measured<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await work();
    const duration = performance.now() - start;
    const average = this.patience + LAST_WEIGHT * (duration - this.patience);
    this.patience = Math.min(average, MAX_PATIENCE);
    return result;
  }
}
