import test from 'ava';
import { reportBody } from '../../../src/http/responses/report-response.js';

test('times are rounded to three decimals, and the order of the URLs is kept', (t) => {
  const body = reportBody(
    [
      { url: 'http://b/', count: 3, min: 0.0996, max: 0.4004, mean: 0.7 / 3 },
      { url: 'http://a/', count: 1, min: 1, max: 1, mean: 1 },
    ],
    60,
  );
  t.is(
    JSON.stringify(body),
    '{"http://b/":{"num_requested":3,"processing_time_min":0.1,"processing_time_max":0.4,"processing_time_mean":0.233},' +
      '"http://a/":{"num_requested":1,"processing_time_min":1,"processing_time_max":1,"processing_time_mean":1}}',
  );
});

test('one URL is a report, none is a message', (t) => {
  const row = { url: 'http://a/', count: 1, min: 1, max: 1, mean: 1 };
  t.deepEqual(Object.keys(reportBody([row], 60)), ['http://a/']);
  t.deepEqual(reportBody([], 60), {
    message: 'service has no classify-image requests within 60s',
  });
});
