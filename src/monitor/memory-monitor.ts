import { inject, injectable } from 'tsyringe';
import { CLOCK, type Clock } from '../clock.js';
import { type Entry, RecencyList } from '../recency-list.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { topN } from '../top-n.js';
import type { RequestMonitor, UrlStatistics } from './request-monitor.js';

/** What is known of one URL. Times are in seconds, `lastRequest` in the clock's milliseconds. */
interface Tally {
  readonly url: string;
  count: number;
  min: number;
  max: number;
  sum: number;
  lastRequest: number;
  /** Grows with every request to any URL, so it tells the later of two at the same millisecond. */
  turn: number;
}

/**
 * Characters that the URLs held may have together, for each of `MONITOR_MAXSIZE`, and at least: a URL may
 * have 8,192, most have below 200.
 */
const CHARACTERS_PER_URL = 512;
const MIN_CHARACTERS = 1_048_576;

/** How many URLs that left the window one request clears away, so that no request clears many. */
const CLEARED_PER_RECORD = 2;

/**
 * Counts requests in memory, for at most `MONITOR_MAXSIZE` URLs, fewer if they are very long; the least
 * recently requested goes first. A URL leaves `MONITOR_WINDOW` seconds after its last request, and starts from nothing when
 * it is asked for again.
 */
@injectable()
export class MemoryMonitor implements RequestMonitor {
  private readonly window: number;
  private readonly maxSize: number;
  private readonly rows: number;
  private readonly tallies = new Map<string, Entry<Tally>>();
  private readonly byRequest = new RecencyList<Tally>();
  private readonly maxCharacters: number;
  private characters = 0;
  private turns = 0;

  constructor(
    @inject(SETTINGS) { monitor }: Pick<Settings, 'monitor'>,
    @inject(CLOCK) private readonly now: Clock,
  ) {
    this.window = monitor.window * 1000;
    this.maxSize = monitor.maxSize;
    this.rows = monitor.topN;
    this.maxCharacters = Math.max(this.maxSize * CHARACTERS_PER_URL, MIN_CHARACTERS);
  }

  /** How many URLs are held in memory. */
  get size(): number {
    return this.tallies.size;
  }

  /** O(1). */
  record(url: string, seconds: number): Promise<void> {
    const now = this.now();
    this.clear(now, CLEARED_PER_RECORD);
    const known = this.tallies.get(url);
    const entry = known !== undefined && this.inWindow(known.value, now) ? known : this.add(url);
    this.byRequest.touch(entry);
    const tally = entry.value;
    tally.count++;
    tally.min = Math.min(tally.min, seconds);
    tally.max = Math.max(tally.max, seconds);
    tally.sum += seconds;
    tally.lastRequest = now;
    tally.turn = ++this.turns;
    return Promise.resolve();
  }

  /** One pass over all URLs. Of equally often requested ones the most recent comes first. */
  report(): Promise<UrlStatistics[]> {
    this.clear(this.now(), Infinity);
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

  private add(url: string): Entry<Tally> {
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

  /** Lets go of URLs that have left the window, of `atMost` so many. */
  private clear(now: number, atMost: number): void {
    for (let cleared = 0; cleared < atMost; cleared++) {
      const { oldest } = this.byRequest;
      if (oldest === undefined || this.inWindow(oldest, now)) return;
      this.remove(oldest.url);
    }
  }
}

function newTally(url: string): Tally {
  return { url, count: 0, min: Infinity, max: 0, sum: 0, lastRequest: 0, turn: 0 };
}

function byCountThenRecency(a: Tally, b: Tally): number {
  return b.count - a.count || b.turn - a.turn;
}

function statisticsOf({ url, count, min, max, sum }: Tally): UrlStatistics {
  return { url, count, min, max, mean: sum / count };
}
