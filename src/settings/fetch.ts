import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { list, seconds, wholeNumber } from './values.js';

export type FetchSettings = Readonly<z.output<typeof fetchSettings>>;

const CIDRS = 'a comma-separated list of address ranges such as 127.0.0.0/8,fd00::/8';
const HOSTS = 'a comma-separated list of host names such as images.example.com,*.example.org';

export const fetchSettings = z
  .object({
    IMAGE_MAX_BYTES: wholeNumber(1, 1_073_741_824).default(20_971_520),
    IMAGE_FETCH_TIMEOUT: seconds(3600).default(10),
    IMAGE_MAX_REDIRECTS: wholeNumber(0, 100).default(5),
    IMAGE_URL_ALLOW_CIDRS: list(CIDRS, parseCidr).default([]),
    IMAGE_URL_ALLOW_HOSTS: list(HOSTS, parseHostPattern).default([]),
  })
  .transform((variables) => ({
    maxBytes: variables.IMAGE_MAX_BYTES,
    /** Seconds for the whole fetch, redirects included. */
    timeout: variables.IMAGE_FETCH_TIMEOUT,
    maxRedirects: variables.IMAGE_MAX_REDIRECTS,
    allowCidrs: variables.IMAGE_URL_ALLOW_CIDRS,
    /** Lower-case host names; `*.` in front of a name stands for every subdomain. */
    allowHosts: variables.IMAGE_URL_ALLOW_HOSTS,
  }));

function parseCidr(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  try {
    return ipaddr.parseCIDR(text);
  } catch {
    return undefined;
  }
}

function parseHostPattern(text: string): string | undefined {
  const pattern = text.toLowerCase().replace(/\.$/, '');
  return /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/.test(pattern)
    ? pattern
    : undefined;
}
