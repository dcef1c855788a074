import test from 'ava';
import { AxiosError } from 'axios';
import http from 'node:http';
import { Socket } from 'node:net';
import { type ErrorCode, ServiceError } from '../../src/errors.js';
import { asFetchFailure, isStaleConnection } from '../../src/fetch/fetch-failure.js';
import { createFetcher, failsWith, fetchFrom } from './fetch-setup.js';

const MESSAGES: Readonly<Record<string, [code: ErrorCode, message: RegExp]>> = {
  ECONNREFUSED: ['upstream_error', /refused the connection/],
  EHOSTUNREACH: ['upstream_error', /could not be reached/],
  ENETUNREACH: ['upstream_error', /could not be reached/],
  ECONNRESET: ['upstream_error', /cut short/],
  HPE_HEADER_OVERFLOW: ['upstream_error', /valid HTTP/],
  Z_DATA_ERROR: ['upstream_error', /compressed/],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['upstream_error', /TLS certificate/],
  CERT_HAS_EXPIRED: ['upstream_error', /TLS certificate/],
  ERR_TLS_CERT_ALTNAME_INVALID: ['upstream_error', /TLS certificate/],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['upstream_error', /TLS certificate/],
  ERR_SSL_WRONG_VERSION_NUMBER: ['upstream_error', /does not speak HTTPS/],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ['upstream_error', /does not speak HTTPS/],
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: ['upstream_error', /TLS handshake/],
  ETIMEDOUT: ['upstream_timeout', /did not answer/],
};

for (const [nodeCode, [code, message]] of Object.entries(MESSAGES))
  test(`${nodeCode} becomes ${code}, without Node's message`, (t) => {
    const cause = Object.assign(new Error('connect 10.0.0.1:80 /etc/secret'), { code: nodeCode });
    const failure = asFetchFailure(AxiosError.from(cause));
    t.is(failure.code, code);
    t.regex(failure.message, message);
    t.notRegex(failure.message, /10\.0|secret/);
    t.is(failure.cause, cause);
  });

test('a ServiceError stays what it is, wrapped or not', (t) => {
  const error = new ServiceError('address_not_allowed', 'no');
  t.is(asFetchFailure(error), error);
  t.is(asFetchFailure(AxiosError.from(error)), error);
});

test('an unknown error is a connection cut short', (t) => {
  for (const error of [new Error('?'), new AxiosError('?'), 'text', undefined, { code: 1 }])
    t.like(asFetchFailure(error), { code: 'upstream_error' });
});

test('several addresses that all refuse are one refusal', async (t) => {
  const resolver = { resolve: () => Promise.resolve(['127.0.0.1', '::ffff:127.0.0.1']) };
  const error = await failsWith(
    t,
    fetchFrom(createFetcher(t, {}, { resolver }), 'http://two.test:1/'),
    'upstream_error',
  );
  t.regex(error.message, /refused the connection/);
});

test('only a kept connection that its server has closed is stale', (t) => {
  const request = http.request({ createConnection: () => new Socket() });
  request.on('error', () => undefined).destroy();
  const failed = (code: string, sent: unknown = request) =>
    isStaleConnection(new AxiosError('failed', code, undefined, sent));
  t.false(failed('ECONNRESET'), 'it was new');
  request.reusedSocket = true;
  for (const code of ['ECONNRESET', 'EPIPE']) t.true(failed(code), code);
  for (const code of ['ECONNREFUSED', 'ECONNABORTED', '']) t.false(failed(code), code);
  t.false(failed('ECONNRESET', null));
  t.false(isStaleConnection(Object.assign(new Error('failed'), { code: 'EPIPE', request })));
});
