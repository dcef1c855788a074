import ipaddr from 'ipaddr.js';

/** Settings of a fetcher that may connect to 127.0.0.1 but to no other loopback address. */
export const LOOPBACK_SETTINGS = {
  maxBytes: 100_000,
  timeout: 20,
  maxRedirects: 5,
  allowCidrs: [ipaddr.parseCIDR('127.0.0.1/32')],
  allowHosts: [],
};
