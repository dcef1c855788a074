import ipaddr from 'ipaddr.js';

/** A block of addresses: the network and its prefix length in bits. */
export type Ipv4Range = [ipaddr.IPv4, number];
export type Ipv6Range = [ipaddr.IPv6, number];

/**
 * IPv4 addresses that are not public: the IANA IPv4 Special-Purpose Address Registry
 * (https://www.iana.org/assignments/iana-ipv4-special-registry), multicast, and one metadata
 * address outside of both.
 *
 * The few blocks that the registry calls globally reachable are refused too. They are anycast
 * services (PCP, TURN, AS112, AMT): the nearest node answers, and it may be in the own network.
 */
export const REFUSED_IPV4: readonly Ipv4Range[] = [
  '0.0.0.0/8', // this network: RFC 791 section 3.2
  '10.0.0.0/8', // private use: RFC 1918
  '100.64.0.0/10', // shared address space (carrier-grade NAT): RFC 6598
  '127.0.0.0/8', // loopback: RFC 1122 section 3.2.1.3
  '168.63.129.16/32', // Azure's WireServer, a public address that only virtual machines reach
  '169.254.0.0/16', // link-local, where most clouds keep their metadata: RFC 3927
  '172.16.0.0/12', // private use: RFC 1918
  '192.0.0.0/24', // IETF protocol assignments, PCP and TURN anycast: RFC 6890, RFC 7723, RFC 8155
  '192.0.2.0/24', // documentation (TEST-NET-1): RFC 5737
  '192.31.196.0/24', // AS112-v4 anycast: RFC 7535
  '192.52.193.0/24', // AMT anycast: RFC 7450
  '192.88.99.0/24', // deprecated 6to4 relay anycast: RFC 7526
  '192.168.0.0/16', // private use: RFC 1918
  '192.175.48.0/24', // direct delegation AS112 anycast: RFC 7534
  '198.18.0.0/15', // benchmarking: RFC 2544
  '198.51.100.0/24', // documentation (TEST-NET-2): RFC 5737
  '203.0.113.0/24', // documentation (TEST-NET-3): RFC 5737
  '224.0.0.0/4', // multicast: RFC 5771
  '240.0.0.0/4', // reserved, with the limited broadcast address: RFC 1112 section 4, RFC 919
].map((range) => ipaddr.IPv4.parseCIDR(range));

/**
 * IPv6 addresses that are not public. Only 2000::/3 is global unicast (IANA Internet Protocol
 * Version 6 Address Space, RFC 4291 section 2.4); inside it, the blocks of the IANA IPv6
 * Special-Purpose Address Registry
 * (https://www.iana.org/assignments/iana-ipv6-special-registry) are cut out.
 *
 * Forms that carry an IPv4 address (`embeddedIpv4`) are judged by that address first.
 */
export const REFUSED_IPV6: readonly Ipv6Range[] = [
  // Unspecified and loopback (RFC 4291), local-use NAT64 64:ff9b:1::/48 (RFC 8215), discard-only
  // 100::/64 (RFC 6666), dummy prefix 100:0:0:1::/64 (RFC 9780), IPv4-translated ::ffff:0:0:0/96
  // (RFC 7915); the rest is reserved by the IETF.
  '::/3',
  '2001::/23', // IETF protocol assignments: RFC 2928; benchmarking, ORCHID, AMT, anycast, drone ids
  '2001:db8::/32', // documentation: RFC 3849
  '2620:4f:8000::/48', // direct delegation AS112 anycast: RFC 7534
  '3fff::/20', // documentation: RFC 9637
  '4000::/2', // reserved by the IETF; segment routing identifiers 5f00::/16: RFC 9602
  // Unique local fc00::/7 (RFC 4193), link-local fe80::/10 (RFC 4291), site-local fec0::/10
  // (RFC 3879), multicast ff00::/8 (RFC 4291); the rest is reserved by the IETF.
  '8000::/1',
].map((range) => ipaddr.IPv6.parseCIDR(range));

/**
 * Where clouds give credentials to their virtual machines. The tables above refuse all of them. The
 * list exists because a wider range that the operator opens (a pod network in 100.64.0.0/10, a home
 * network in fd00::/8) must not open them: only a range of that single address does.
 */
export const METADATA_ADDRESSES: ReadonlySet<string> = new Set(
  [
    '169.254.169.254', // AWS, Azure, Google, OpenStack, DigitalOcean, Oracle, Hetzner ...
    '169.254.170.2', // AWS ECS task credentials
    '169.254.170.23', // AWS EKS pod identity
    '169.254.0.23', // Tencent Cloud
    '100.100.100.200', // Alibaba Cloud
    '168.63.129.16', // Azure WireServer
    '192.0.0.192', // Oracle Cloud classic
    'fd00:ec2::254', // AWS
    'fd00:ec2::23', // AWS EKS pod identity
    'fd00:42::42', // Scaleway
    'fd20:ce::254', // Google
    'fe80::a9fe:a9fe', // OpenStack
  ].map((address) => ipaddr.parse(address).toNormalizedString()),
);
