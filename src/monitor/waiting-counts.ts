import { maxCharacters } from './character-bound.js';

/** Requests for one URL in a row. Times are in seconds. */
export interface Run {
  readonly url: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/** Least number of runs that is worth merging. */
const MIN_RUNS = 1000;

/**
 * Counts that wait to be sent, in the order of the requests.
 *
 * The memory is bounded: when there are many, runs of the same URL are merged, and beyond `maxSize` URLs
 * those go that were requested longest ago, as they would from the report.
 */
export class WaitingCounts {
  private runs: Run[] = [];
  private characters = 0;
  private total = 0;
  /** Number of requests that were dropped beyond the bounds. */
  dropped = 0;
  private readonly maxRuns: number;
  private readonly maxCharacters: number;

  constructor(maxSize: number) {
    this.maxRuns = Math.max(maxSize, MIN_RUNS);
    this.maxCharacters = maxCharacters(maxSize);
  }

  /** Number of requests. */
  get requests(): number {
    return this.total;
  }

  /** Number of runs held. */
  get size(): number {
    return this.runs.length;
  }

  add(url: string, seconds: number): void {
    this.total++;
    const run = { url, count: 1, min: seconds, max: seconds, sum: seconds };
    const last = this.runs.at(-1);
    if (last?.url === url) {
      this.runs[this.runs.length - 1] = merged(last, run);
      return;
    }
    this.runs.push(run);
    this.characters += url.length;
    // Twice the bound, so that merging costs O(1) a request on average.
    if (this.runs.length > 2 * this.maxRuns || this.characters > 2 * this.maxCharacters)
      this.compact();
  }

  /** Takes the oldest runs, at most so many. */
  take(atMost: number): Run[] {
    const taken = this.runs.splice(0, atMost);
    for (const { url, count } of taken) {
      this.characters -= url.length;
      this.total -= count;
    }
    return taken;
  }

  /** Merges runs of the same URL, in the order of its last request, and drops the oldest beyond the bounds. */
  private compact(): void {
    const byUrl = new Map<string, Run>();
    for (const run of this.runs) {
      const earlier = byUrl.get(run.url);
      byUrl.delete(run.url);
      byUrl.set(run.url, earlier === undefined ? run : merged(earlier, run));
    }
    this.runs = [...byUrl.values()];
    this.characters = this.runs.reduce((sum, { url }) => sum + url.length, 0);
    for (const { count } of this.take(this.tooMany())) this.dropped += count;
  }

  /** Number of the oldest runs beyond the bounds. */
  private tooMany(): number {
    let { characters } = this;
    let first = 0;
    while (this.runs.length - first > this.maxRuns || characters > this.maxCharacters)
      characters -= this.runs[first++]?.url.length ?? 0;
    return first;
  }
}

function merged(earlier: Run, later: Run): Run {
  return {
    url: earlier.url,
    count: earlier.count + later.count,
    min: Math.min(earlier.min, later.min),
    max: Math.max(earlier.max, later.max),
    sum: earlier.sum + later.sum,
  };
}
