/** Ends with code 0 when the service in this container wants requests: its `HEALTHCHECK`. */
import { get } from 'node:http';
import { readSettings } from '../../src/settings/index.js';

/** Listening at these means listening at loopback too, of IPv4 in any case. */
const ALL_INTERFACES = [undefined, '0.0.0.0', '::'];

const { host, port } = readSettings(process.env).server;
const request = get({
  host: ALL_INTERFACES.includes(host) ? '127.0.0.1' : host,
  port,
  path: '/readyz',
  timeout: 5000,
});
request.on('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));
