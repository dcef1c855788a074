import test from 'ava';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { execFileSync } from 'node:child_process';
import { AddressGuard } from '../../../src/fetch/guard/address-guard.js';
import { REFUSED_IPV4, REFUSED_IPV6 } from '../../../src/fetch/guard/refused-ranges.js';
import { addressIn, ipv4Text, ipv6Text } from './address-arbitraries.js';

const guard = new AddressGuard();

/** Prints 1 or 0 for each line: whether Python calls the address globally reachable. */
const ORACLE = `
import ipaddress, sys
for line in sys.stdin.read().split():
    print(int(ipaddress.ip_address(line).is_global))
`;

/** Ranges that the guard refuses and some version of Python does not, each with the reason. */
const STRICTER = [
  '168.63.129.16/32', // Azure WireServer: public by the registry, private by use
  '192.0.0.0/24', // before Python 3.13 only parts of it
  '192.31.196.0/24', // anycast services, refused although globally reachable
  '192.52.193.0/24',
  '192.88.99.0/24', // deprecated, "not applicable" in the registry
  '192.175.48.0/24',
  '224.0.0.0/4', // multicast is not a special-purpose block
  '::/3', // outside global unicast; among it 64:ff9b::/96 with a private IPv4 address
  '2001::/23', // the blocks in it that are globally reachable
  '2002::/16', // 6to4 with a private IPv4 address
  '2620:4f:8000::/48', // anycast
  '3fff::/20', // registered in 2024
  '4000::/2', // reserved
  '8000::/1', // reserved, site-local, multicast
].map((range) => ipaddr.parseCIDR(range));

/** Ranges that Python refuses but the guard does not: it judges by the IPv4 address inside. */
const BY_THE_ADDRESS_INSIDE = ['::/96', '::ffff:0:0/96', '2001::/32', '2002::/16'].map((range) =>
  ipaddr.parseCIDR(range),
);

test("agrees with Python's ipaddress on thousands of addresses, but for the listed differences", (t) => {
  const addresses = [
    ...fc.sample(addressIn([0, 0, 0, 0], 0).map(ipv4Text), { seed: 1, numRuns: 1500 }),
    ...fc.sample(aroundRanges(REFUSED_IPV4).map(ipv4Text), { seed: 2, numRuns: 1500 }),
    ...fc.sample(addressIn(bytesOf('::'), 0).map(ipv6Text), { seed: 3, numRuns: 1000 }),
    ...fc.sample(addressIn(bytesOf('2000::'), 3).map(ipv6Text), { seed: 4, numRuns: 1500 }),
    ...fc.sample(aroundRanges(REFUSED_IPV6).map(ipv6Text), { seed: 5, numRuns: 1500 }),
  ];
  const input = addresses.join('\n');
  const verdicts = execFileSync('python3', ['-c', ORACLE], { input, encoding: 'utf8' }).split('\n');

  const unexplained = addresses.filter((address, index) => {
    const allowed = guard.allows(address);
    if (allowed === (verdicts[index] === '1')) return false;
    return !isIn(address, allowed ? BY_THE_ADDRESS_INSIDE : STRICTER);
  });
  t.deepEqual(unexplained, []);
  t.true(addresses.filter((address) => guard.allows(address)).length > 2000);
  t.true(addresses.filter((address) => !guard.allows(address)).length > 2000);
});

/** Addresses of a range or of its neighbour: the last bit of the prefix is random. */
function aroundRanges(
  ranges: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[],
): fc.Arbitrary<number[]> {
  return fc
    .constantFrom(...ranges)
    .chain(([network, bits]) => addressIn(network.toByteArray(), bits - 1));
}

function bytesOf(address: string): number[] {
  return ipaddr.parse(address).toByteArray();
}

function isIn(address: string, ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][]): boolean {
  const parsed = ipaddr.parse(address);
  return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
}
