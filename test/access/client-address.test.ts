import test from 'ava';
import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { addressBlock, clientAddress } from '../../src/access/client-address.js';

function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

test('without trusted proxies the connection counts, whatever is forwarded', (t) => {
  t.is(clientAddress(from('192.0.2.7', '198.51.100.1'), 0), '192.0.2.7');
});

const REMOTE: [remote: string | undefined, address: string][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7'],
  ['::fffe:192.0.2.7', '::fffe:c000:207'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  [undefined, 'unknown'],
];
for (const [remote, address] of REMOTE)
  test(`a connection from ${remote ?? 'one that has closed'} is ${address}`, (t) => {
    t.is(clientAddress(from(remote), 0), address);
  });

const PROXY = '10.0.0.1';
const FORWARDED: [forwarded: string | undefined, proxies: number, address: string][] = [
  ['192.0.2.7', 1, '192.0.2.7'],
  ['198.51.100.66, 192.0.2.7', 1, '192.0.2.7'],
  ['198.51.100.66,192.0.2.7,10.0.0.2', 2, '192.0.2.7'],
  ['198.51.100.66, 192.0.2.7, 10.0.0.3, 10.0.0.2', 3, '192.0.2.7'],
  // Fewer entries than proxies: not all proxies were passed.
  ['192.0.2.7', 2, '192.0.2.7'],
  [undefined, 1, PROXY],
  ['', 1, PROXY],
  // With ports, as some proxies write it.
  ['192.0.2.7:4711', 1, '192.0.2.7'],
  ['[2001:db8::1]:4711', 1, '2001:db8::1'],
  ['[2001:db8::1]', 1, '2001:db8::1'],
  ['2001:db8::1', 1, '2001:db8::1'],
  ['::ffff:192.0.2.7', 1, '192.0.2.7'],
  // No address: the proxy that wrote it counts.
  ['unknown', 1, PROXY],
  ['192.0.2.7, _hidden', 1, PROXY],
  ['192.0.2.7, unknown, 10.0.0.2', 2, '10.0.0.2'],
  ['192.0.2.256', 1, PROXY],
  ['192.0.2', 1, PROXY],
  ['0300.0.2.7', 1, PROXY],
  ['3221225991', 1, PROXY],
  ['192.0.2.7; DROP', 1, PROXY],
  [':'.repeat(10_000), 1, PROXY],
  [','.repeat(10_000), 3, PROXY],
];
for (const [forwarded, proxies, address] of FORWARDED)
  test(`with ${proxies} proxies, "${forwarded?.slice(0, 60) ?? 'no header'}" is ${address}`, (t) => {
    t.is(clientAddress(from(PROXY, forwarded), proxies), address);
  });

test('whatever a client forges, the entry of the outermost trusted proxy counts', (t) => {
  const forged = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(fc.ipV4()).map(String),
    fc.ipV6(),
  );
  const holds = fc.property(forged, fc.integer({ min: 1, max: 4 }), (text, proxies) => {
    const inner = Array.from({ length: proxies - 1 }, (_, index) => `10.0.0.${index + 2}`);
    const forwarded = [text, '192.0.2.7', ...inner].join(', ');
    return clientAddress(from(PROXY, forwarded), proxies) === '192.0.2.7';
  });
  t.notThrows(() => {
    fc.assert(holds);
  });
});

test('an IPv4 address counts by itself, an IPv6 address by its /56', (t) => {
  t.is(addressBlock('192.0.2.7'), '192.0.2.7');
  t.is(addressBlock('2001:db8:1:2ff:a:b:c:d'), '2001:db8:1:200::/56');
  t.is(addressBlock('2001:db8:1:200::'), '2001:db8:1:200::/56');
  t.is(addressBlock('2001:db8:1:300::'), '2001:db8:1:300::/56');
  t.is(addressBlock('::1'), '::/56');
  t.is(addressBlock('unknown'), 'unknown');
});
