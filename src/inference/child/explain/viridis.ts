/**
 * The colour map viridis by Stéfan van der Walt and Nathaniel Smith (CC0): as bright as the value is high,
 * for the colour-blind too. At equal distances; between them it is interpolated.
 */
const STOPS = [
  ...[0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d, 0x2c728e, 0x26828e, 0x21918c],
  ...[0x1fa088, 0x28ae80, 0x3fbc73, 0x5ec962, 0x84d44b, 0xaddc30, 0xd8e219, 0xfde725],
];

/**
 * @param value 0…1
 * @returns red, green and blue, 0…255
 */
export function viridis(value: number): readonly [red: number, green: number, blue: number] {
  const position = value * (STOPS.length - 1);
  const before = Math.floor(position);
  const after = Math.min(before + 1, STOPS.length - 1);
  const channel = (shift: number) => {
    const from = (STOPS[before]! >> shift) & 255;
    const to = (STOPS[after]! >> shift) & 255;
    return from + (to - from) * (position - before);
  };
  return [channel(16), channel(8), channel(0)];
}
