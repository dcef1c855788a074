import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import test from 'ava';
import { QuietExporter } from '../../../src/telemetry/tracing/quiet-exporter.js';
import { FakeLog } from '../../helpers/service.js';

test('failures are logged once a minute, with the number of spans lost since', (t) => {
  const log = new FakeLog();
  let now = 0;
  const failing: SpanExporter = {
    export: (_spans, done) => {
      done({ code: ExportResultCode.FAILED, error: new Error('refused') });
    },
    shutdown: () => Promise.resolve(),
  };
  const exporter = new QuietExporter(failing, log, () => now);
  const codes: number[] = [];
  const twoSpans = [{}, {}] as ReadableSpan[];
  for (; now <= 60_000; now += 1000)
    exporter.export(twoSpans, ({ code }) => {
      codes.push(code);
    });
  t.deepEqual(
    log.lines.map(({ fields }) => (fields as { lost: number }).lost),
    [2, 120],
  );
  t.deepEqual([...new Set(codes)], [ExportResultCode.SUCCESS]);
});
