import type { Sink } from '../../src/telemetry/log/line-writer.js';
import { createLog, type LogOptions, type ServiceLog } from '../../src/telemetry/log.js';
import { readSettings } from '../../src/settings/index.js';

/** A reader of the log that keeps everything. */
export class TextSink implements Sink {
  text = '';
  waiting = 0;
  write(text: string): void {
    this.text += text;
  }
}

/** A log that a test reads. */
export function logInto(
  environment: Record<string, string> = {},
  options: LogOptions = {},
): { log: ServiceLog; lines: () => Promise<string[]> } {
  const sink = new TextSink();
  const log = createLog(readSettings(environment).telemetry.log, {
    sink,
    terminal: false,
    ...options,
  });
  return {
    log,
    lines: async () => {
      await log.drain(1000);
      return sink.text.split('\n').slice(0, -1);
    },
  };
}
