import { setTimeout as sleep } from 'node:timers/promises';
import type { LastingRedis } from '../redis/lasting-redis.js';
import { hostKey } from './keys.js';
import { TURN } from './scripts.js';

/**
 * Spaces the requests to each host, of all workers together, by the clock of Redis. A worker asks for one turn
 * of a host at a time, so that one that dies leaves at most one turn unused.
 */
export class HostTurns {
  private readonly last = new Map<string, Promise<void>>();
  private readonly interval: number;

  /** @param rate requests a second to one host; 0 means no limit */
  constructor(
    private readonly redis: LastingRedis,
    rate: number,
  ) {
    this.interval = rate === 0 ? 0 : 1000 / rate;
  }

  /** @throws the reason of `stop` when it fires before the turn has come */
  async wait(host: string, stop: AbortSignal): Promise<void> {
    if (this.interval === 0) return;
    const before = this.last.get(host) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.take(host, stop));
    this.last.set(host, turn);
    try {
      await turn;
    } finally {
      if (this.last.get(host) === turn) this.last.delete(host);
    }
  }

  private async take(host: string, stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    const reply = await this.redis.run(
      (client) => TURN.run(client, [hostKey(host)], [this.interval]),
      stop,
    );
    await sleep(Number(reply), undefined, { signal: stop });
  }
}
