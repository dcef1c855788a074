import ipaddr from 'ipaddr.js';

/** Settings of a fetcher that may connect to 127.0.0.1 but to no other loopback address. */
export const LOOPBACK_SETTINGS = {
  imageMaxBytes: 100_000,
  imageFetchTimeout: 20,
  imageMaxRedirects: 5,
  imageUrlAllowCidrs: [ipaddr.parseCIDR('127.0.0.1/32')],
  imageUrlAllowHosts: [],
};
