import test from 'ava';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { AddressGuard } from '../../../src/fetch/guard/address-guard.js';
import { parseImageUrl } from '../../../src/fetch/image-url.js';
import {
  METADATA_ADDRESSES,
  REFUSED_IPV4,
  REFUSED_IPV6,
} from '../../../src/fetch/guard/refused-ranges.js';
import { addressIn, carriersOf, ipv4Text, ipv6Text, spellingsOf } from './address-arbitraries.js';

const guard = new AddressGuard();
const seeded = { seed: 20_240_517, numRuns: 1000 };

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.1'],
  'shared address space': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1', '0:0:0:0:0:0:0:1'],
  'link-local': ['169.254.0.0', '169.254.255.255', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  metadata: ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  'IETF protocol assignments': ['192.0.0.0', '192.0.0.255', '2001:1::1', '2001:1ff:ffff::'],
  documentation: [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '2001:db8::1',
    '3fff::1',
    '3fff:fff::1',
  ],
  benchmarking: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  anycast: ['192.31.196.1', '192.52.193.1', '192.88.99.1', '192.175.48.1', '2620:4f:8000::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  reserved: ['240.0.0.1', '255.255.255.254', '4000::1', '5f00::1', '8000::1', 'e000::1'],
  broadcast: ['255.255.255.255'],
  unspecified: ['0.0.0.0', '::'],
  'discard-only and dummy': ['100::1', '100:0:0:1::1'],
  'unique local': ['fc00::1', 'fdff::1'],
  'site-local': ['fec0::1'],
  'local-use NAT64': ['64:ff9b:1::808:808'],
  'IPv4-translated': ['::ffff:0:8.8.8.8'],
  'no address': ['', 'localhost', '127.1', '1.2.3', '::ffff:8.8.8.8.8', '8.8.8.8/32', '%eth0'],
  'almost an IPv4 form': [
    ...['::1:808:808', '1::808:808', '64:ff9b::1:808:808', '64:ff9b:0:1::808:808'],
    ...['::fffe:808:808', '::1:ffff:808:808', '64:ff9c::808:808', '65:ff9b::808:808'],
  ],
  'mapped IPv4': ['::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
  'compatible IPv4': ['::127.0.0.1', '::a00:1'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe'],
  '6to4': ['2002:7f00:1::', '2002:a9fe:a9fe::1'],
  'Teredo server': ['2001:0:7f00:1:0:0:f7f7:f7f7'],
  'Teredo client': ['2001:0:808:808:0:0:80ff:fffe'],
  ISATAP: [
    ...['2606:4700::5efe:10.0.0.1', '2606:4700::200:5efe:127.0.0.1'],
    '2606:4700:0:1:0:5efe:10.0.0.1',
  ],
};

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'neighbours of the IPv4 ranges': [
    ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.0', '168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0'],
    ...['172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0', '192.0.3.0', '192.88.98.1'],
    ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ],
  'neighbours of the IPv6 ranges': [
    ...['2000::', '2001:200::', '2001:db7:ffff::', '2001:db9::', '2620:4f:7fff::1'],
    ...['2620:4f:8001::', '3ffe:ffff::', '3fff:1000::', '2003::1'],
  ],
  'public servers': ['8.8.8.8', '151.101.1.1', '2606:4700:4700::1111', '2a00:1450:4001:80b::200e'],
  'public IPv4 in IPv6': [
    ...['::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::1'],
    '64:ff9b::168.63.129.17',
    ...['2001:0:808:808:0:0:f7f7:f7f7', '2606:4700::5efe:8.8.8.8', '2606:4700::200:5efe:8.8.8.8'],
  ],
};

for (const [name, addresses] of Object.entries(REFUSED))
  test(`refuses ${name}`, (t) => {
    for (const address of addresses) t.false(guard.allows(address), address);
  });

for (const [name, addresses] of Object.entries(ALLOWED))
  test(`allows ${name}`, (t) => {
    for (const address of addresses) t.true(guard.allows(address), address);
  });

test('refuses every IPv4 address of a refused range, in every spelling and inside IPv6', (t) => {
  const refused = fc
    .constantFrom(...REFUSED_IPV4)
    .chain(([network, bits]) => addressIn(network.toByteArray(), bits));
  fc.assert(
    fc.property(refused, fc.nat(), (bytes, salt) => {
      for (const spelling of spellingsOf(bytes)) {
        const host = parseImageUrl(`http://${spelling}/`).hostname;
        if (host !== ipv4Text(bytes) || guard.allows(host)) return false;
      }
      return carriersOf(bytes, salt).every((address) => {
        const host = parseImageUrl(`http://[${address}]/`).hostname.slice(1, -1);
        return !guard.allows(address) && !guard.allows(host);
      });
    }),
    seeded,
  );
  t.pass();
});

test('allows every IPv4 address outside the refused ranges, in every spelling and inside IPv6', (t) => {
  const any = addressIn([0, 0, 0, 0], 0).filter((bytes) => !isRefusedIpv4(bytes));
  fc.assert(
    fc.property(any, fc.nat(), (bytes, salt) => {
      const hosts = spellingsOf(bytes).map((each) => parseImageUrl(`http://${each}/`).hostname);
      return [...hosts, ...carriersOf(bytes, salt)].every((address) => guard.allows(address));
    }),
    seeded,
  );
  t.pass();
});

test('refuses every IPv6 address of a refused range, but for those that carry a public IPv4', (t) => {
  const refused = fc
    .constantFrom(...REFUSED_IPV6)
    .chain(([network, bits]) => addressIn(network.toByteArray(), bits));
  fc.assert(
    fc.property(refused, (bytes) => {
      const carrying = /^(::[^:]+:[^:]+|::ffff:[^:]+:[^:]+|64:ff9b::[^:]*:[^:]*|2001:0?:.*)$/;
      const address = ipaddr.fromByteArray(bytes).toString();
      return carrying.test(address) || !guard.allows(ipv6Text(bytes));
    }),
    seeded,
  );
  t.pass();
});

test('allows every IPv6 address outside the refused ranges', (t) => {
  const global = addressIn([0x20, ...Array<number>(15).fill(0)], 3).filter(
    (bytes) =>
      !REFUSED_IPV6.some((range) => new ipaddr.IPv6(bytes).match(range)) &&
      !(bytes[0] === 0x20 && bytes[1] === 0x02),
  );
  fc.assert(
    fc.property(global, (bytes) => guard.allows(ipv6Text(bytes))),
    seeded,
  );
  t.pass();
});

test('a range of the operator allows its addresses and no other', (t) => {
  const opened = guardWith('127.0.0.0/8', 'fd12:3456::/32', '::ffff:10.1.0.0/112');
  for (const address of ['127.0.0.1', '127.255.0.1', 'fd12:3456::1', '8.8.8.8'])
    t.true(opened.allows(address), address);
  for (const address of ['126.0.0.0/8', '::1', 'fd12:3457::1', '192.168.0.1'])
    t.false(opened.allows(address), address);
  for (const address of ['10.1.0.0', '10.1.255.255']) t.true(opened.allows(address), address);
  for (const address of ['10.0.255.255', '10.2.0.0']) t.false(opened.allows(address), address);
});

test('an allowed IPv4 range allows the mapped form, but neither tunnels nor translators', (t) => {
  const opened = guardWith('127.0.0.0/8');
  t.true(opened.allows('::ffff:127.0.0.1'));
  for (const address of ['::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::1', '2606::5efe:7f00:1'])
    t.false(opened.allows(address), address);
});

test('a metadata address is allowed only by a range of that address alone', (t) => {
  const wide = guardWith('0.0.0.0/0', '::/0');
  t.true(wide.allows('169.254.1.1'));
  t.true(wide.allows('fd00:ec2::253'));
  for (const address of METADATA_ADDRESSES) {
    t.false(wide.allows(address), address);
    t.false(guard.allows(address), address);
    const width = address.includes(':') ? 128 : 32;
    t.true(guardWith(`${address}/${width}`).allows(address), address);
  }
  t.false(wide.allows('fe80::a9fe:a9fe%eth0'));
  t.false(wide.allows('::ffff:169.254.169.254'));
});

function guardWith(...ranges: string[]): AddressGuard {
  return new AddressGuard(ranges.map((range) => ipaddr.parseCIDR(range)));
}

function isRefusedIpv4(bytes: number[]): boolean {
  return REFUSED_IPV4.some((range) => new ipaddr.IPv4(bytes).match(range));
}

test('the range of all IPv4-mapped addresses opens IPv4 whole', (t) => {
  const opened = new AddressGuard([[ipaddr.IPv6.parse('::ffff:0:0'), 96]]);
  t.true(opened.allows('127.0.0.1'));
  t.true(opened.allows('::ffff:10.0.0.1'));
  t.false(opened.allows('::1'));
});

test('a range that is wider than the IPv4-mapped addresses opens no IPv4', (t) => {
  const opened = new AddressGuard([[ipaddr.IPv6.parse('::ffff:0:0'), 95]]);
  t.true(opened.allows('::fffe:0:1'));
  t.false(opened.allows('127.0.0.1'));
  t.false(opened.allows('::ffff:10.0.0.1'));
});
