import ipaddr from 'ipaddr.js';

/** 16-bit groups of an IPv6 address, e.g. 2001:db8::1 is [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]. */
type Groups = [number, number, number, number, number, number, number, number];

/**
 * Whether the whole address stands for an IPv4 address, so that its prefix has no other meaning:
 * IPv4-compatible ::/96 (RFC 4291 section 2.5.5.1), NAT64 64:ff9b::/96 (RFC 6052),
 * 6to4 2002::/16 (RFC 3056) and Teredo 2001::/32 (RFC 4380).
 */
export function carriesIpv4(address: ipaddr.IPv6): boolean {
  const groups = address.parts as Groups;
  return isCompatible(groups) || isNat64(groups) || is6to4(groups) || isTeredo(groups);
}

/**
 * Every IPv4 address that a packet to this IPv6 address may reach: those of the forms of
 * `carriesIpv4` (Teredo has two: server and client), and that of an ISATAP interface identifier
 * (RFC 5214 section 6.1), which may follow any prefix.
 */
export function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const groups = address.parts as Groups;
  const [, second, third, fourth, , , seventh, eighth] = groups;
  const found: ipaddr.IPv4[] = [];
  if (isCompatible(groups) || isNat64(groups) || isIsatap(groups))
    found.push(ipv4(seventh, eighth));
  if (is6to4(groups)) found.push(ipv4(second, third));
  // The client's address is stored with every bit inverted (RFC 4380 section 4).
  if (isTeredo(groups)) found.push(ipv4(third, fourth), ipv4(seventh ^ 0xffff, eighth ^ 0xffff));
  return found;
}

function isCompatible(groups: Groups): boolean {
  return groups.slice(0, 6).every((group) => group === 0);
}

function isNat64(groups: Groups): boolean {
  return (
    groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)
  );
}

function is6to4(groups: Groups): boolean {
  return groups[0] === 0x2002;
}

function isTeredo(groups: Groups): boolean {
  return groups[0] === 0x2001 && groups[1] === 0;
}

/** ...:0000:5efe:a.b.c.d, or ...:0200:5efe:a.b.c.d when the IPv4 address is globally unique. */
function isIsatap(groups: Groups): boolean {
  return (groups[4] === 0 || groups[4] === 0x200) && groups[5] === 0x5efe;
}

function ipv4(high: number, low: number): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}
