import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../log.js';

/** Milliseconds between two lines about a collector that does not take spans. */
const LOG_INTERVAL = 60_000;

/** Reports failures of another exporter in the log, now and then. */
export class QuietExporter implements SpanExporter {
  private lastLoggedAt = -Infinity;
  private lost = 0;

  constructor(
    private readonly inner: SpanExporter,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.inner.export(spans, ({ code, error }) => {
      if (code !== ExportResultCode.SUCCESS) this.failed(spans.length, error);
      // The library has its own report of failures, on the console.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.inner.forceFlush?.();
  }

  private failed(count: number, err: Error | undefined): void {
    this.lost += count;
    if (this.now() - this.lastLoggedAt < LOG_INTERVAL) return;
    this.lastLoggedAt = this.now();
    const { lost } = this;
    this.lost = 0;
    this.log.warn({ action: 'traces-lost', err, lost }, 'the collector of traces took no spans');
  }
}
