import type { UrlStatistics } from '../../monitor/request-monitor.js';

/** The requests for one URL; times are in seconds with three decimals. */
interface ReportRow {
  readonly num_requested: number;
  readonly processing_time_min: number;
  readonly processing_time_max: number;
  readonly processing_time_mean: number;
}

/** The report as a JSON object: each URL with its row, in the order given. */
export function reportBody(
  statistics: readonly UrlStatistics[],
  window: number,
): Record<string, ReportRow> | { message: string } {
  if (statistics.length === 0)
    return { message: `service has no classify-image requests within ${window}s` };
  return Object.fromEntries(statistics.map((row) => [row.url, reportRow(row)]));
}

function reportRow({ count, min, max, mean }: UrlStatistics): ReportRow {
  return {
    num_requested: count,
    processing_time_min: rounded(min),
    processing_time_max: rounded(max),
    processing_time_mean: rounded(mean),
  };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
