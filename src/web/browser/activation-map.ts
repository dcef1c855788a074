import { viridis } from './viridis.js';

/** Where the cells of a map lie along one axis of the upright picture, as shares of its length. */
export interface CellAxis {
  /** The centre of the first cell. */
  readonly first: number;
  /** From one centre to the next. */
  readonly step: number;
}

/** A class's activation map and its place in the upright picture. */
export interface ActivationMap {
  /** Rows of values. */
  readonly grid: readonly (readonly number[])[];
  readonly rows: CellAxis;
  readonly columns: CellAxis;
  /** What the model saw, as shares of width and height. */
  readonly seen: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** Pixels of the longer side: more would not be seen, as a cell is larger than a pixel anyway. */
const SIDE = 320;
/** Of 255: how opaque the strongest cell is, and what the model did not see. */
const STRONGEST = 204;
const UNSEEN = 166;

/**
 * Draws a map on a canvas that covers the picture. Opacity and colour follow the activation, from 0 to the
 * map's own maximum; the rest of the picture is dimmed.
 *
 * @param aspect width by height of the upright picture
 */
export function drawMap(canvas: HTMLCanvasElement, map: ActivationMap, aspect: number): void {
  canvas.width = Math.max(1, Math.round(aspect >= 1 ? SIDE : SIDE * aspect));
  canvas.height = Math.max(1, Math.round(aspect >= 1 ? SIDE / aspect : SIDE));
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const pixels = context.createImageData(width, height);
  const strongest = Math.max(...map.grid.flat(), Number.MIN_VALUE);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [across, down] = [(x + 0.5) / width, (y + 0.5) / height];
      const share = isSeen(map, across, down) ? valueAt(map, across, down) / strongest : undefined;
      pixels.data.set(colourOf(share), (y * width + x) * 4);
    }
  context.putImageData(pixels, 0, 0);
}

function isSeen({ seen }: ActivationMap, across: number, down: number): boolean {
  return across >= seen.left && across <= seen.right && down >= seen.top && down <= seen.bottom;
}

/** @param share of the strongest activation; undefined where the model did not look */
function colourOf(share: number | undefined): number[] {
  if (share === undefined) return [0, 0, 0, UNSEEN];
  const bounded = Math.min(Math.max(share, 0), 1);
  return [...viridis(bounded), bounded * STRONGEST];
}

/** Between the centres of four cells, linearly; beyond the outermost centres, the outermost value. */
function valueAt({ grid, rows, columns }: ActivationMap, across: number, down: number): number {
  const y = between((down - rows.first) / rows.step, grid.length);
  const x = between((across - columns.first) / columns.step, grid[0]?.length ?? 0);
  const upper = mixed(grid[y.before], x);
  return upper + (mixed(grid[y.after], x) - upper) * y.share;
}

function mixed(row: readonly number[] = [], { before, after, share }: Between): number {
  const first = row[before] ?? 0;
  return first + ((row[after] ?? 0) - first) * share;
}

interface Between {
  readonly before: number;
  readonly after: number;
  /** Of the way from one to the other. */
  readonly share: number;
}

function between(position: number, cells: number): Between {
  const bounded = Math.min(Math.max(position, 0), cells - 1);
  const before = Math.floor(bounded);
  return { before, after: Math.min(before + 1, cells - 1), share: bounded - before };
}
