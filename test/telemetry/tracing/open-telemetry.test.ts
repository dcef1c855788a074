import test from 'ava';
import { RequestRecord } from '../../../src/telemetry/request-record.js';
import { startTracing } from '../../../src/telemetry/tracing/tracing.js';
import { FakeLog } from '../../helpers/service.js';
import { startOtlpReceiver } from './otlp-receiver.js';

test('a span has failed if the service did, from status 500 on', async (t) => {
  const receiver = await startOtlpReceiver();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.endpoint;
  try {
    const tracing = await startTracing('path', new FakeLog());
    for (const status of [200, 499, 500, 503]) {
      const record = new RequestRecord({ id: String(status), address: undefined }, () => undefined);
      record.status = status;
      tracing.trace(record, 1);
    }
    await tracing.close();
    const failed = receiver.spans.map((span) => [
      Number(span.attributes['http.response.status_code']),
      span.failed,
    ]);
    t.deepEqual(failed, [
      [200, false],
      [499, false],
      [500, true],
      [503, true],
    ]);
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await receiver.close();
  }
});
