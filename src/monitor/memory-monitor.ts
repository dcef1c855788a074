import { inject, injectable } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { type RecencyEntry, RecencyList } from '../recency-list.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { topN } from '../top-n.js';
import { maxCharacters } from './character-bound.js';
import type { RequestMonitor, UrlStatistics } from './request-monitor.js';

/** Statistics of one URL. Times are in seconds, `lastRequest` in the clock's milliseconds. */
interface Tally {
  readonly url: string;
  count: number;
  min: number;
  max: number;
  sum: number;
  lastRequest: number;
  /** Number of the last request among those for all URLs: orders requests of the same millisecond. */
  sequence: number;
}

/** Maximum number of expired URLs that one request drops, so that `record` stays O(1). */
const DROPPED_PER_RECORD = 2;

/**
 * Counts requests in memory, for at most `MONITOR_MAXSIZE` URLs (fewer if they are very long). The least
 * recently requested URL is evicted first. A URL is dropped `MONITOR_WINDOW` seconds after its last
 * request; its next request starts a new count.
 */
@injectable()
export class MemoryMonitor implements RequestMonitor {
  private readonly window: number;
  private readonly maxSize: number;
  private readonly rows: number;
  private readonly tallies = new Map<string, RecencyEntry<Tally>>();
  private readonly byRequest = new RecencyList<Tally>();
  private readonly maxCharacters: number;
  private characters = 0;
  private sequence = 0;

  constructor(
    @inject(SETTINGS) { monitor }: Pick<Settings, 'monitor'>,
    @inject(CLOCK) private readonly now: Clock,
  ) {
    this.window = monitor.window * 1000;
    this.maxSize = monitor.maxSize;
    this.rows = monitor.topN;
    this.maxCharacters = maxCharacters(this.maxSize);
  }

  /** Number of URLs held. */
  get size(): number {
    return this.tallies.size;
  }

  record(url: string, seconds: number): Promise<void> {
    const now = this.now();
    this.dropExpired(now, DROPPED_PER_RECORD);
    const known = this.tallies.get(url);
    const entry = known !== undefined && this.inWindow(known.value, now) ? known : this.add(url);
    this.byRequest.touch(entry);
    const tally = entry.value;
    tally.count++;
    tally.min = Math.min(tally.min, seconds);
    tally.max = Math.max(tally.max, seconds);
    tally.sum += seconds;
    tally.lastRequest = now;
    tally.sequence = ++this.sequence;
    return Promise.resolve();
  }

  /** Of URLs with the same count, the most recently requested comes first. */
  report(): Promise<UrlStatistics[]> {
    this.dropExpired(this.now(), Infinity);
    return Promise.resolve(
      topN(this.all(), this.rows, byCountThenRecency).map((tally) => statisticsOf(tally)),
    );
  }

  private *all(): Iterable<Tally> {
    for (const { value } of this.tallies.values()) yield value;
  }

  private inWindow(tally: Tally, now: number): boolean {
    return now - tally.lastRequest < this.window;
  }

  private add(url: string): RecencyEntry<Tally> {
    this.remove(url);
    while (!this.hasRoomFor(url)) this.remove(this.byRequest.oldest?.url ?? '');
    const entry = this.byRequest.add(newTally(url));
    this.tallies.set(url, entry);
    this.characters += url.length;
    return entry;
  }

  private hasRoomFor(url: string): boolean {
    if (this.tallies.size === 0) return true;
    return this.tallies.size < this.maxSize && this.characters + url.length <= this.maxCharacters;
  }

  private remove(url: string): void {
    const entry = this.tallies.get(url);
    if (entry === undefined) return;
    this.tallies.delete(url);
    this.characters -= url.length;
    this.byRequest.remove(entry);
  }

  /** Drops up to `atMost` URLs that have left the window. */
  private dropExpired(now: number, atMost: number): void {
    for (let dropped = 0; dropped < atMost; dropped++) {
      const { oldest } = this.byRequest;
      if (oldest === undefined || this.inWindow(oldest, now)) return;
      this.remove(oldest.url);
    }
  }
}

function newTally(url: string): Tally {
  return { url, count: 0, min: Infinity, max: 0, sum: 0, lastRequest: 0, sequence: 0 };
}

function byCountThenRecency(a: Tally, b: Tally): number {
  return b.count - a.count || b.sequence - a.sequence;
}

function statisticsOf({ url, count, min, max, sum }: Tally): UrlStatistics {
  return { url, count, min, max, mean: sum / count };
}
