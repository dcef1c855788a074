/** What the report says of one URL. Times are in seconds. */
export interface ReportRow {
  readonly url: string;
  readonly num_requested: number;
  readonly processing_time_min: number;
  readonly processing_time_max: number;
  readonly processing_time_mean: number;
}

/** The rows of `GET /report`, or its message when there are none. */
export function parseReport(
  body: Readonly<Record<string, unknown>>,
): readonly ReportRow[] | string {
  const { message } = body;
  if (typeof message === 'string') return message;
  return Object.entries(body).map(([url, row]) => ({ ...(row as Omit<ReportRow, 'url'>), url }));
}

/** `0.026` → `26 ms` */
export function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
