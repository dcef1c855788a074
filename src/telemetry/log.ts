import { pino } from 'pino';

/** A structured log. `fields` become keys of the line. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const LOG = Symbol('Log');

/**
 * Logs one JSON object per line on standard output, with ISO 8601 times in UTC.
 *
 * Writes are synchronous, so no line is lost when the process ends.
 */
export function createLog(): Log {
  return pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
