import type { LogSettings } from '../../settings/telemetry.js';
import type { Log } from '../log.js';
import type { RequestRecord } from '../request-record.js';

/** The span of a request, as its line in the log names it. */
export interface RequestSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

/** Makes the spans of a request when it is over. */
export interface Tracing {
  /** @returns the request's own span, or that of its client; undefined if there is neither */
  trace(record: RequestRecord, milliseconds: number): RequestSpan | undefined;
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}

export const TRACING = Symbol('Tracing');

/** Without a collector: a request's line in the log names the span of its client, if there is one. */
export const NO_TRACING: Tracing = {
  trace: ({ arrival }) => arrival.traceParent,
  close: () => Promise.resolve(),
};

/**
 * Loads OpenTelemetry, which takes time and memory that nobody pays without a collector. The library reads
 * its own variables (`OTEL_…`).
 */
export async function startTracing(
  imageUrls: LogSettings['imageUrls'],
  log: Log,
): Promise<Tracing> {
  const { OpenTelemetryTracing } = await import('./open-telemetry.js');
  return new OpenTelemetryTracing(imageUrls, log);
}
