/** One row of the report. Times are in seconds. */
export interface UrlStatistics {
  readonly num_requested: number;
  readonly processing_time_min: number;
  readonly processing_time_max: number;
  readonly processing_time_mean: number;
}

/** Counts which URLs are asked for, and how long they took. */
export interface RequestMonitor {
  /** Counts one successful classification of a URL that took `seconds`. */
  record(url: string, seconds: number): Promise<void>;
  /** The `REPORT_TOP_N` most requested URLs of the window, most requested first. */
  report(): Promise<Map<string, UrlStatistics>>;
}

export const REQUEST_MONITOR = Symbol('RequestMonitor');
