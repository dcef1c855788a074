import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import type { FetchSettings } from '../../settings/fetch.js';
import { carriesIpv4, embeddedIpv4 } from './embedded-ipv4.js';
import {
  type Ipv4Range,
  type Ipv6Range,
  METADATA_ADDRESSES,
  REFUSED_IPV4,
  REFUSED_IPV6,
} from './refused-ranges.js';

/**
 * Decides which IP addresses may be connected to. It is pure: no names, sockets or URLs.
 */
export class AddressGuard {
  private readonly openedIpv4: Ipv4Range[] = [];
  private readonly openedIpv6: Ipv6Range[] = [];

  /**
   * @param opened ranges that the operator allows. An IPv4 range also opens the IPv4-mapped form of
   *   its addresses, which is the same connection for the kernel, but no other form that carries
   *   them: behind a translator or tunnel, the same number may be another machine.
   */
  constructor(opened: FetchSettings['allowCidrs'] = []) {
    for (const [network, bits] of opened) {
      if (isIpv4(network)) this.openedIpv4.push([network, bits]);
      else if (network.isIPv4MappedAddress() && bits >= 96)
        this.openedIpv4.push([network.toIPv4Address(), bits - 96]);
      else this.openedIpv6.push([network, bits]);
    }
  }

  /** Whether a connection may go to an address, e.g. `192.0.2.1` or `2001:db8::1%eth0`. */
  allows(text: string): boolean {
    if (isIP(text) === 0) return false;
    const parsed = ipaddr.parse(withoutDottedTail(text));
    if (isIpv4(parsed)) return this.allowsIpv4(parsed);
    if (parsed.isIPv4MappedAddress()) return this.allowsIpv4(parsed.toIPv4Address());
    return opens(this.openedIpv6, parsed, 128) || isPublicIpv6(parsed);
  }

  private allowsIpv4(address: ipaddr.IPv4): boolean {
    return opens(this.openedIpv4, address, 32) || isPublicIpv4(address);
  }
}

/**
 * Writes the dotted end of an IPv6 address as groups: `::127.0.0.1` as `::7f00:1`. ipaddr.js reads
 * the former as ::ffff:127.0.0.1, but the socket connects to another address.
 */
function withoutDottedTail(text: string): string {
  return text.includes(':')
    ? text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, ...octets: string[]) => {
        const [a, b, c, d] = octets.map(Number) as [number, number, number, number];
        return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      })
    : text;
}

/** Whether a range opens the address; only a range of one address opens a metadata address. */
function opens<A extends ipaddr.IPv4 | ipaddr.IPv6>(
  ranges: readonly [A, number][],
  address: A,
  width: number,
): boolean {
  return ranges.some(
    (range) =>
      address.match(range) && (range[1] === width || !METADATA_ADDRESSES.has(bareText(address))),
  );
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return !REFUSED_IPV4.some((range) => address.match(range));
}

function isPublicIpv6(address: ipaddr.IPv6): boolean {
  return (
    embeddedIpv4(address).every(isPublicIpv4) &&
    (carriesIpv4(address) || !REFUSED_IPV6.some((range) => address.match(range)))
  );
}

/** The address without its zone id, spelled as in `METADATA_ADDRESSES`. */
function bareText(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toNormalizedString().replace(/%.*$/, '');
}

function isIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv4 {
  return address.kind() === 'ipv4';
}
