import type { Log } from '../../telemetry/log.js';
import type { Terminal } from './terminal.js';

/** The log of a command for people: warnings and errors, a line each on standard error. */
export function terminalLog(terminal: Terminal): Log {
  return {
    info: () => undefined,
    warn: (_fields, message) => {
      terminal.problem('warning', message);
    },
    error: (fields, message) => {
      const { err } = fields as { err?: unknown };
      terminal.problem('error', err instanceof Error ? `${message}: ${err.message}` : message);
    },
  };
}
