import { z } from 'zod';
import { seconds, wholeNumber, YEAR } from './values.js';

export type MonitorSettings = Readonly<z.output<typeof monitorSettings>>;

export const monitorSettings = z
  .object({
    MONITOR_WINDOW: seconds(YEAR).default(259_200),
    MONITOR_MAXSIZE: wholeNumber(1, 10_000_000).default(100_000),
    REPORT_TOP_N: wholeNumber(1, 100_000).default(10),
  })
  .transform((variables) => ({
    /** Seconds. */
    window: variables.MONITOR_WINDOW,
    /** Maximum number of URLs. */
    maxSize: variables.MONITOR_MAXSIZE,
    /** Rows of the report. */
    topN: variables.REPORT_TOP_N,
  }));
