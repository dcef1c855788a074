import { randomUUID } from 'node:crypto';
import type { RedisLink } from '../redis/redis-link.js';
import { RedisAway } from '../redis/redis-away.js';
import type { MonitorSettings } from '../settings/monitor.js';
import type { Log } from '../telemetry/log.js';
import { maxCharacters } from './character-bound.js';
import { COUNT_BATCH, REPORT } from './redis-scripts.js';
import type { RequestMonitor, UrlStatistics } from './request-monitor.js';
import { tableOf } from './tally-rows.js';
import { type Run, WaitingCounts } from './waiting-counts.js';

/** Runs in a batch at most: a script holds up everybody else while it runs. */
const BATCH = 250;
/** Milliseconds that the number of a replica's last batch is remembered: a week. */
const BATCH_MEMORY = 604_800_000;
/** Runs that a request waits for at most, until it is counted. More are left over from an outage. */
const MAX_AHEAD = 4 * BATCH;
/** URLs that left the window which one call drops. */
const DROPPED_PER_CALL = 1000;

interface Batch {
  readonly number: number;
  readonly runs: readonly Run[];
  readonly requests: number;
}

/**
 * Counts requests of all replicas in Redis, as MemoryMonitor does in memory.
 *
 * Counts are sent one batch after the other, as fast as Redis answers. A request waits for its own, so that
 * a replica that is killed loses no count of a request that it has answered. A batch whose answer was lost is
 * sent again with the same number, and Redis counts each number of a replica once. While Redis is away, counts
 * wait, requests do not, and the report is of this process's requests only. Requests count when Redis gets to
 * know of them, by its clock.
 */
export class RedisMonitor implements RequestMonitor {
  private readonly replica = randomUUID();
  private readonly waiting: WaitingCounts;
  private readonly keys: readonly string[];
  private batch: Batch | undefined;
  private lastNumber = 0;
  /** Requests that Redis has counted. */
  private counted = 0;
  private underWay: Promise<void> | undefined;
  private pumping = false;

  /** @param own counts the requests of this process */
  constructor(
    private readonly settings: MonitorSettings,
    private readonly link: RedisLink,
    private readonly own: RequestMonitor,
    private readonly log: Log,
  ) {
    this.waiting = new WaitingCounts(settings.maxSize);
    const tag = `${link.prefix}{report}:`;
    const names = ['tallies', 'recent', 'counts', 'meta', `batch:${this.replica}`];
    this.keys = names.map((name) => tag + name);
    link.returned(() => void this.pump());
  }

  /** Number of requests that Redis may not know of yet. */
  get unsent(): number {
    return (this.batch?.requests ?? 0) + this.waiting.requests;
  }

  /** Waits until Redis has counted the request, or is away. */
  async record(url: string, seconds: number): Promise<void> {
    this.waiting.add(url, seconds);
    const counted = this.waiting.size > MAX_AHEAD ? undefined : this.sendWaiting();
    void this.pump();
    // What Redis has not counted is kept, and sent when Redis is back.
    await Promise.all([this.own.record(url, seconds), counted?.catch(() => undefined)]);
  }

  async report(): Promise<readonly UrlStatistics[]> {
    try {
      await this.sendWaiting();
      return await this.sharedReport();
    } catch (error) {
      if (!(error instanceof RedisAway)) throw error;
      return this.own.report();
    }
  }

  /** Sends what waits, if Redis is there. */
  async close(): Promise<void> {
    await this.sendWaiting().catch(() => undefined);
    const { unsent } = this;
    if (unsent > 0)
      this.log.warn({ requests: unsent }, 'requests are missing in the report: Redis is away');
  }

  private async sharedReport(): Promise<UrlStatistics[]> {
    const { window, topN } = this.settings;
    const args = [window * 1000, topN, DROPPED_PER_CALL];
    for (;;) {
      const reply = await this.link.run((client) =>
        REPORT.run(client, this.keys.slice(0, 4), args),
      );
      if (reply !== 1) return tableOf(reply);
    }
  }

  /** Sends until nothing waits. Runs once at a time. */
  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.link.up && this.unsent > 0) await this.sendBatch();
    } catch {
      // Redis is away. The batch is kept, and sent again when Redis is back.
    } finally {
      this.pumping = false;
    }
  }

  /**
   * Sends what waits now, but not what comes meanwhile.
   *
   * @throws RedisAway
   */
  private async sendWaiting(): Promise<void> {
    if (!this.link.up) throw new RedisAway('Redis is away');
    const goal = this.settled + this.unsent;
    while (this.settled < goal) await this.sendBatch();
  }

  /** Number of requests that Redis has counted, or never will. */
  private get settled(): number {
    return this.counted + this.waiting.dropped;
  }

  private sendBatch(): Promise<void> {
    this.underWay ??= this.count((this.batch ??= this.nextBatch())).finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private nextBatch(): Batch {
    const runs = this.waiting.take(BATCH);
    const requests = runs.reduce((sum, { count }) => sum + count, 0);
    return { number: ++this.lastNumber, runs, requests };
  }

  private async count({ number, runs, requests }: Batch): Promise<void> {
    const { window, maxSize } = this.settings;
    const bounds = [window * 1000, maxSize, maxCharacters(maxSize), number, BATCH_MEMORY];
    const rows = runs.flatMap(({ url, count, min, max, sum }) => [url, count, min, max, sum]);
    await this.link.run((client) => COUNT_BATCH.run(client, this.keys, [...bounds, ...rows]));
    this.counted += requests;
    this.batch = undefined;
  }
}
