import { createServer } from 'node:http';
import protobuf from 'protobufjs';

// The part of the official protocol (opentelemetry-proto 1.x) that the tests look at. Field numbers are
// what counts in protobuf; fields that are not listed are skipped.
const OTLP = `
  syntax = "proto3";
  message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1;
    bytes span_id = 2;
    bytes parent_span_id = 4;
    string name = 5;
    int32 kind = 6;
    fixed64 start_time_unix_nano = 7;
    fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9;
    Status status = 15;
  }
  message Status { int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
`;
const REQUEST = protobuf.parse(OTLP).root.lookupType('ExportTraceServiceRequest');

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string>>;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Record<string, unknown>[] }[];
  }[];
}

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  /** Nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, string>>;
  readonly service: Readonly<Record<string, string>>;
  readonly failed: boolean;
}

export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** What was sent, one byte a character. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

/** A collector of traces: OTLP over HTTP in protobuf, decoded. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  let received = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received += Buffer.concat(chunks).toString('latin1');
      if (request.url === '/v1/traces') spans.push(...decode(Buffer.concat(chunks)));
      response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    received: () => received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function decode(bytes: Buffer): ReceivedSpan[] {
  const options = { longs: String, bytes: String, defaults: true, arrays: true };
  const { resourceSpans } = REQUEST.toObject(REQUEST.decode(bytes), options) as Export;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: hex(span['traceId']),
        spanId: hex(span['spanId']),
        parentSpanId: hex(span['parentSpanId']),
        name: String(span['name']),
        kind: Number(span['kind']),
        start: BigInt(String(span['startTimeUnixNano'])),
        end: BigInt(String(span['endTimeUnixNano'])),
        attributes: byKey(span['attributes'] as Attribute[]),
        service: byKey(resource.attributes),
        failed: (span['status'] as { code?: number } | null)?.code === 2,
      })),
    ),
  );
}

function hex(base64: unknown): string {
  return Buffer.from(String(base64), 'base64').toString('hex');
}

function byKey(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, Object.values(value).join()] as const),
  );
}
