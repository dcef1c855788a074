/** Viridis at equal steps: red, green and blue from 0 to 255, from matplotlib's table (CC0). */
const STEPS = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

/** @param value from 0 to 1 */
export function viridis(value: number): readonly [red: number, green: number, blue: number] {
  const position = Math.min(Math.max(value, 0), 1) * (STEPS.length - 1);
  const index = Math.min(Math.floor(position), STEPS.length - 2);
  const from = STEPS[index] ?? STEPS[0];
  const to = STEPS[index + 1] ?? from;
  const share = position - index;
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share;
  return [mix(0), mix(1), mix(2)];
}
