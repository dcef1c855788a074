import { pino } from 'pino';
import type { LogSettings } from '../settings/telemetry.js';
import { EcsFields } from './log/ecs-fields.js';
import { LineWriter, standardOutput, type Sink } from './log/line-writer.js';
import { prettyLine } from './log/pretty-line.js';
import { SERVICE_NAME, SERVICE_VERSION } from './version.js';

/** A structured log. `EcsFields` says what becomes of `fields`. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const LOG = Symbol('Log');

export type LogLevel = 'debug' | keyof Log;

export const SERVICE_LOG = Symbol('ServiceLog');

/** The log of the process. */
export interface ServiceLog extends Log {
  enabled(level: LogLevel): boolean;
  /** Logs fields that are the schema's already: nothing is translated. */
  event(level: LogLevel, fields: Record<string, unknown>, message: string): void;
  /** Number of lines dropped because their reader was stalled. */
  readonly dropped: number;
  /** Hands everything to the system at once, for the end of the process. */
  readonly flush: () => void;
  /** Waits until everything is written, at most `timeout` milliseconds. */
  drain(timeout: number): Promise<void>;
}

/** The version of the Elastic Common Schema that the lines follow. */
export const ECS_VERSION = '9.4.0';

export interface LogOptions {
  readonly sink?: Sink;
  readonly terminal?: boolean;
  readonly color?: boolean;
}

/** Logs one line an event, on standard output, in the Elastic Common Schema or for people. */
export function createLog(settings: LogSettings, options: LogOptions = {}): ServiceLog {
  const { sink = standardOutput(), terminal = process.stdout.isTTY } = options;
  const { color = terminal && !process.env['NO_COLOR'] } = options;
  const { level, format = terminal ? 'pretty' : 'ecs', imageUrls } = settings;
  const writer = new LineWriter(sink, (dropped) => {
    log.warn({ action: 'log-gap', dropped }, `${dropped} lines of the log were dropped`);
  });
  const write =
    format === 'ecs'
      ? (line: string) => {
          writer.write(line);
        }
      : (line: string) => {
          writer.write(prettyLine(line, color));
        };
  const log: ServiceLog = serviceLog(createPino(level, write), new EcsFields(imageUrls), writer);
  return log;
}

function createPino(level: LogLevel, write: (line: string) => void) {
  return pino(
    {
      level,
      messageKey: 'message',
      base: {
        'ecs.version': ECS_VERSION,
        'service.name': SERVICE_NAME,
        'service.version': SERVICE_VERSION,
      },
      timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }) },
    },
    { write },
  );
}

function serviceLog(
  lines: ReturnType<typeof createPino>,
  ecs: EcsFields,
  writer: LineWriter,
): ServiceLog {
  const at = (level: LogLevel) => (fields: object, message: string) => {
    if (lines.isLevelEnabled(level)) lines[level](ecs.translate(fields), message);
  };
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    enabled: (level) => lines.isLevelEnabled(level),
    event: (level, fields, message) => {
      lines[level](fields, message);
    },
    get dropped() {
      return writer.dropped;
    },
    flush: writer.flush,
    drain: (timeout) => writer.drain(timeout),
  };
}
