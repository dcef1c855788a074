import test from 'ava';
import { levelOf } from '../../src/telemetry/request-line.js';
import { RequestRecord } from '../../src/telemetry/request-record.js';

function record(route: string, status: number | undefined): RequestRecord {
  const made = new RequestRecord({ id: '1', address: undefined }, () => undefined);
  made.route = route;
  made.status = status;
  return made;
}

for (const [route, status, level] of [
  ['/readyz', 200, 'debug'],
  ['/readyz', 399, 'debug'],
  ['/readyz', 400, 'info'],
  ['/readyz', 503, 'debug'],
  ['/metrics', 401, 'info'],
  ['/livez', 500, 'warn'],
  ['/classify-image', 200, 'info'],
  ['/classify-image', 422, 'info'],
  ['/classify-image', 499, 'info'],
  ['/classify-image', 500, 'warn'],
  ['/classify-image', 503, 'warn'],
  ['/classify-image', undefined, 'info'],
] as const)
  test(`${route} ${status ?? 'without an answer'} logs at ${level}`, (t) => {
    t.is(levelOf(record(route, status)), level);
  });
