import fc from 'fast-check';

/** Bytes of an address of a block, e.g. `addressIn([10, 0, 0, 0], 8)` for 10.0.0.0/8. */
export function addressIn(network: readonly number[], bits: number): fc.Arbitrary<number[]> {
  return fc.uint8Array({ minLength: network.length, maxLength: network.length }).map((random) =>
    network.map((byte, index) => {
      const mask = 0xff >> Math.min(8, Math.max(0, bits - 8 * index));
      return (byte & ~mask) | ((random[index] ?? 0) & mask);
    }),
  );
}

export function ipv4Text(bytes: readonly number[]): string {
  return bytes.join('.');
}

/** All eight groups written out, e.g. `2001:db8:0:0:0:0:0:1`. */
export function ipv6Text(bytes: readonly number[]): string {
  return Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  ).join(':');
}

/** The spellings of one IPv4 address that URLs may contain; all are equal for a browser. */
export function spellingsOf(bytes: readonly number[]): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const dotted = ipv4Text(bytes);
  const octal = bytes.map((byte) => `0${byte.toString(8)}`).join('.');
  const hex = bytes.map((byte) => `0x${byte.toString(16)}`).join('.');
  return [
    dotted,
    `${dotted}.`,
    String(number),
    `0x${number.toString(16)}`,
    `0X${number.toString(16).toUpperCase()}`,
    `0${number.toString(8)}`,
    octal,
    hex,
    `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    fullWidth(dotted),
    fullWidth(String(number)),
    dotted.replaceAll('.', '\u3002'), // the ideographic full stop counts as a dot
    dotted.replace(/\d/g, (digit) => `%3${digit}`),
  ];
}

function fullWidth(text: string): string {
  return text.replace(/[0-9]/g, (digit) =>
    String.fromCharCode(digit.charCodeAt(0) - 0x30 + 0xff10),
  );
}

/** One IPv4 address in each IPv6 form that carries one. `salt` fills the free bits. */
export function carriersOf(bytes: readonly number[], salt: number): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const high = ((a << 8) | b).toString(16);
  const low = ((c << 8) | d).toString(16);
  const flippedHigh = (((a << 8) | b) ^ 0xffff).toString(16);
  const flippedLow = (((c << 8) | d) ^ 0xffff).toString(16);
  const free = (salt & 0xffff).toString(16);
  return [
    `::ffff:${ipv4Text(bytes)}`,
    `0:0:0:0:0:FFFF:${high}:${low}`,
    `::${high}:${low}`,
    `64:ff9b::${ipv4Text(bytes)}`,
    `2002:${high}:${low}:${free}::1`,
    `2001:0:${high}:${low}:0:${free}:f7f7:f7f7`, // Teredo server, for the client 8.8.8.8
    `2001:0:808:808:0:${free}:${flippedHigh}:${flippedLow}`, // Teredo client
    `2606:4700:${free}::5efe:${ipv4Text(bytes)}`,
    `2606:4700:${free}:0:200:5efe:${high}:${low}`,
  ];
}
