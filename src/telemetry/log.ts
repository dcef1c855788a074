import { pino } from 'pino';

/** The few things the service says about itself. `fields` become keys of the line. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const LOG = Symbol('Log');

/**
 * A log of one JSON object a line on standard output, times in ISO 8601, UTC.
 *
 * Lines are written synchronously, so that none is lost when the process ends.
 */
export function createLog(): Log {
  return pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
