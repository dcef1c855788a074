import type { z } from 'zod';
import type { UrlStatistics } from '../../monitor/request-monitor.js';
import type { REPORT, REPORT_ROW } from './report-schema.js';

type ReportRow = z.output<typeof REPORT_ROW>;

/** The report as a JSON object: each URL with its row, in the order given. */
export function reportBody(
  statistics: readonly UrlStatistics[],
  window: number,
): z.output<typeof REPORT> {
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
