import type { CellAxis } from '../../../model/saved-model-file.js';
import type { ExplainResult } from '../../protocol/messages.js';
import type { Pixels } from '../pixels.js';
import { viridis } from './viridis.js';

/** Opacity of the map where it is greatest. */
const STRONGEST = 0.8;
/** Brightness of what the model did not see. */
const UNSEEN = 0.35;
/** How much of the image's own colour is left. */
const COLOUR = 0.35;
const LEVELS = 256;

/**
 * Paints a map over an image: viridis, the more opaque the higher the value, relative to the greatest one.
 * Negative values, which speak against the class, are not painted. What the model did not see is dark.
 *
 * @param canvas the whole image in RGB, of any size; it is changed
 * @param explanation in pixels of `image`
 * @param opacity of the whole, 0…1
 */
export function paintMap(
  { width, height, data }: Pixels,
  {
    grid,
    rows,
    columns,
    image,
    seen,
  }: Pick<ExplainResult, 'grid' | 'rows' | 'columns' | 'image' | 'seen'>,
  opacity: number,
): void {
  const down = interpolation(rows, height, image.height);
  const across = interpolation(columns, width, image.width);
  const brush = { paint: paints(), opacity };
  const greatest = grid.reduce((a, b) => Math.max(a, b), 0);
  const scale = greatest > 0 ? (LEVELS - 1) / greatest : 0;
  for (let y = 0, at = 0; y < height; y++) {
    const { before, after, share } = down[y]!;
    const row = ((y + 0.5) * image.height) / height;
    const inRows = row >= seen.top && row <= seen.top + seen.height;
    for (let x = 0; x < width; x++, at += 3) {
      const column = ((x + 0.5) * image.width) / width;
      if (!inRows || column < seen.left || column > seen.left + seen.width) {
        blend(data, at, brush, 4 * LEVELS);
        continue;
      }
      const place = across[x]!;
      const upper = mix(grid, before * columns.cells, place);
      const lower = mix(grid, after * columns.cells, place);
      const value = upper + (lower - upper) * share;
      const level = value > 0 ? Math.round(value * scale) : 0;
      blend(data, at, brush, 4 * level);
    }
  }
}

/** A place between two cells. */
interface Place {
  readonly before: number;
  readonly after: number;
  /** Of the cell after, 0…1. */
  readonly share: number;
}

/** For each of `pixels` pixels, the cells around its centre. The outermost cells reach to the edges. */
function interpolation({ cells, first, step }: CellAxis, pixels: number, length: number): Place[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const position = (((pixel + 0.5) * length) / pixels - first) / step;
    const place = Math.min(Math.max(position, 0), cells - 1);
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, cells - 1), share: place - before };
  });
}

function mix(grid: Float32Array, row: number, { before, after, share }: Place): number {
  const left = grid[row + before]!;
  return left + (grid[row + after]! - left) * share;
}

/**
 * For each level: red, green and blue times the opacity, and what is left of the image. After them, the same
 * for what the model did not see.
 */
function paints(): Float32Array {
  const paint = new Float32Array(4 * (LEVELS + 1));
  paint[4 * LEVELS + 3] = UNSEEN;
  for (let level = 0; level < LEVELS; level++) {
    const value = level / (LEVELS - 1);
    const opacity = STRONGEST * value;
    for (const [channel, intensity] of viridis(value).entries())
      paint[4 * level + channel] = opacity * intensity;
    paint[4 * level + 3] = 1 - opacity;
  }
  return paint;
}

interface Brush {
  readonly paint: Float32Array;
  readonly opacity: number;
}

/** Mixes a pixel with paint: with its own gray first, so that the map's colours stand out. */
function blend(data: Uint8Array, at: number, { paint, opacity }: Brush, color: number): void {
  const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
  // ITU-R BT.601, as JPEG's and Pillow's gray.
  const gray = (0.299 * red + 0.587 * green + 0.114 * blue) * (1 - COLOUR);
  const kept = paint[color + 3]!;
  const painted = (own: number, channel: number) =>
    own * (1 - opacity) + opacity * ((gray + own * COLOUR) * kept + paint[color + channel]!) + 0.5;
  data[at] = painted(red, 0);
  data[at + 1] = painted(green, 1);
  data[at + 2] = painted(blue, 2);
}
