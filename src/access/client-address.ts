import ipaddr from 'ipaddr.js';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/** What stands for a client whose connection has closed already. */
const GONE = 'unknown';
const MAPPED_PREFIX = '::ffff:';
/** Bits of an IPv6 address that tell customers apart: a provider gives each one a /56 or more. */
const CUSTOMER_BITS = 56;
/** Longer than any address with a zone. */
const MAX_LENGTH = 64;

/**
 * The address of the client: that of the connection, or, behind proxies, what the outermost trusted
 * proxy has written into `X-Forwarded-For`. Each proxy appends the address that it was asked from, so
 * entries count from the right, and what a client sends itself is further left.
 *
 * An entry that is no address, such as `unknown`, gives way to the one of the proxy after it.
 *
 * @param proxies how many proxies in front are trusted
 * @returns an IPv4 or IPv6 address in its canonical form; an IPv4-mapped one as IPv4
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  let address = parseAddress(request.socket.remoteAddress ?? '') ?? GONE;
  if (proxies === 0) return address;
  let rest = String(request.headers['x-forwarded-for'] ?? '');
  for (let hop = 0; hop < proxies && rest !== ''; hop++) {
    const comma = rest.lastIndexOf(',');
    address = parseAddress(withoutPort(rest.slice(comma + 1).trim())) ?? address;
    rest = rest.slice(0, Math.max(0, comma));
  }
  return address;
}

/** The addresses that count as one client: an IPv4 address, or the /56 of an IPv6 address. */
export function addressBlock(address: string): string {
  if (!address.includes(':')) return address;
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${CUSTOMER_BITS}`);
  return `${network.toString()}/${CUSTOMER_BITS}`;
}

function parseAddress(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (isIPv4(text)) return text;
  const mapped = text.startsWith(MAPPED_PREFIX) ? text.slice(MAPPED_PREFIX.length) : '';
  if (isIPv4(mapped)) return mapped;
  // A zone (`%eth0`) names an interface of this machine.
  const [unscoped = ''] = text.split('%');
  if (!ipaddr.IPv6.isValid(unscoped)) return undefined;
  const address = ipaddr.IPv6.parse(unscoped);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toString();
}

/** Some proxies write `192.0.2.1:4711`, or `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(entry)?.[1] ?? entry.replace(/^([\d.]+):\d+$/, '$1');
}
