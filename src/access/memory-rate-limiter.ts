import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type RecencyEntry, RecencyList } from '../recency-list.js';
import type { RateLimit } from '../settings/access.js';
import type { Allowance, RateLimiter } from './rate-limiter.js';

/** Clients that are counted at once. */
const MAX_CLIENTS = 100_000;

/**
 * Counts in the memory of this process.
 *
 * The memory is bounded: beyond `maxClients`, the client that has asked for nothing for the longest
 * time is forgotten, and so is its count. Refused requests count as asking. So a client can have its
 * count forgotten only with requests from `maxClients` other addresses, and those have quotas anyway.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly quota: number;
  readonly window: number;
  private readonly counts: RateLimiterMemory;
  private readonly clients = new Map<string, RecencyEntry<string>>();
  private readonly recency = new RecencyList<string>();

  constructor(
    { requests, window }: RateLimit,
    private readonly maxClients = MAX_CLIENTS,
  ) {
    this.quota = requests;
    this.window = window;
    this.counts = new RateLimiterMemory({ points: requests, duration: window, keyPrefix: '' });
  }

  async consume(client: string, cost: number): Promise<Allowance> {
    this.remember(client);
    try {
      return allowance(true, await this.counts.consume(client, cost));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const { remainingPoints } = await this.counts.reward(client, cost);
      return { ...allowance(false, refusal), remaining: remainingPoints };
    }
  }

  private remember(client: string): void {
    const entry = this.clients.get(client);
    if (entry !== undefined) {
      this.recency.touch(entry);
      return;
    }
    this.clients.set(client, this.recency.add(client));
    if (this.clients.size > this.maxClients) this.forgetOldest();
  }

  private forgetOldest(): void {
    const { oldest } = this.recency;
    const entry = oldest === undefined ? undefined : this.clients.get(oldest);
    if (oldest === undefined || entry === undefined) return;
    this.recency.remove(entry);
    this.clients.delete(oldest);
    void this.counts.delete(oldest);
  }
}

function allowance(allowed: boolean, result: RateLimiterRes): Allowance {
  const { remainingPoints, msBeforeNext } = result;
  return { allowed, remaining: remainingPoints, resetAfter: Math.ceil(msBeforeNext / 1000) };
}
