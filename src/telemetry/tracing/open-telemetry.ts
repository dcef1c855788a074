import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { LogSettings } from '../../settings/telemetry.js';
import { shownUrl } from '../image-url.js';
import type { Log } from '../log.js';
import { NO_ROUTE, type RequestRecord } from '../request-record.js';
import { SERVICE_NAME, SERVICE_VERSION } from '../version.js';
import { QuietExporter } from './quiet-exporter.js';
import type { TraceParent } from './trace-parent.js';
import type { RequestSpan, Tracing } from './tracing.js';

/** Milliseconds that the end of the service waits for the collector. */
const CLOSE_TIMEOUT = 2000;

/** Makes spans with OpenTelemetry and sends them, in batches, to a collector by OTLP. */
export class OpenTelemetryTracing implements Tracing {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor(
    private readonly imageUrls: LogSettings['imageUrls'],
    log: Log,
  ) {
    // The queue of the processor is bounded; spans beyond it are dropped.
    const processor = new BatchSpanProcessor(new QuietExporter(new OTLPTraceExporter(), log));
    this.provider = new BasicTracerProvider({
      // The later ones go first: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES replace our names.
      resource: defaultResource()
        .merge(
          resourceFromAttributes({
            'service.name': SERVICE_NAME,
            'service.version': SERVICE_VERSION,
          }),
        )
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [processor],
    });
    this.tracer = this.provider.getTracer(SERVICE_NAME, SERVICE_VERSION);
  }

  trace(record: RequestRecord, milliseconds: number): RequestSpan {
    const { arrival, arrivedAt, route, stages, status } = record;
    const parent = contextOf(arrival.traceParent);
    const name = spanName(record);
    const span = this.tracer.startSpan(
      name,
      {
        kind: SpanKind.SERVER,
        startTime: onSystemClock(arrivedAt),
        attributes: this.attributesOf(record),
      },
      parent,
    );
    if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    if (route !== NO_ROUTE) span.setAttribute('http.route', route);
    const inside = trace.setSpan(parent, span);
    for (const { stage, start, milliseconds: taken } of stages)
      this.tracer
        .startSpan(stage, { startTime: onSystemClock(start) }, inside)
        .end(onSystemClock(start + taken));
    span.end(onSystemClock(arrivedAt + milliseconds));
    return span.spanContext();
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIMEOUT);
    });
    await Promise.race([this.provider.shutdown(), timeout]);
    clearTimeout(timer);
  }

  /** By OpenTelemetry's semantic conventions for HTTP. */
  private attributesOf({ arrival, clientAddress, status, errorCode, image, cache }: RequestRecord) {
    const attributes: Attributes = {
      'http.request.method': arrival.method,
      'http.response.status_code': status,
      'url.path': arrival.path,
      'client.address': clientAddress,
      'error.type': errorCode,
      'classifier.request.id': arrival.id,
      'classifier.cache.status': cache,
      'classifier.image.url': image && shownUrl(image, this.imageUrls),
    };
    return attributes;
  }
}

/** Only fixed words: names of spans are grouped by. */
function spanName({ arrival: { method }, route }: RequestRecord): string {
  if (method === undefined) return 'HTTP';
  return route === NO_ROUTE ? method : `${method} ${route}`;
}

function contextOf(parent: TraceParent | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** @param moment as `performance.now()` gives it */
function onSystemClock(moment: number): number {
  return performance.timeOrigin + moment;
}
