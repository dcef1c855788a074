/** Requests for one URL within the window. Times are in seconds. */
export interface UrlStatistics {
  readonly url: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** Counts requests per URL, and how long they took. */
export interface RequestMonitor {
  /** Counts one successful classification of a URL that took `seconds`. */
  record(url: string, seconds: number): Promise<void>;
  /** The `REPORT_TOP_N` most requested URLs of the window, most requested first. */
  report(): Promise<readonly UrlStatistics[]>;
}

export const REQUEST_MONITOR = Symbol('RequestMonitor');
