/** What the cells of a tensor see along one side of the model's input, in pixels of the input. */
export interface ReceptiveField {
  /** Number of cells. */
  readonly cells: number;
  /** Distance between the fields of neighbouring cells. */
  readonly step: number;
  /** The first and the last pixel of the first cell's field. Padding makes the first negative. */
  readonly first: number;
  readonly last: number;
}

/** A convolution's or pool's window along one side, in cells of its input. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

/** As TensorFlow names it, or the cells added before and after. */
export type Padding = 'SAME' | 'VALID' | readonly [before: number, after: number];

/** The model's input itself. */
export function inputField(pixels: number): ReceptiveField {
  return { cells: pixels, step: 1, first: 0, last: 0 };
}

/** What the cells see after a window has moved over cells that see `field`. */
export function throughWindow(field: ReceptiveField, window: Window): ReceptiveField {
  const { stride, dilation } = window;
  const extent = dilation * (window.size - 1) + 1;
  const [before, after] = cellsAdded(field.cells, extent, stride, window.padding);
  return {
    cells: Math.floor((field.cells + before + after - extent) / stride) + 1,
    step: field.step * stride,
    first: field.first - before * field.step,
    last: field.last + (extent - 1 - before) * field.step,
  };
}

/** After cells were added before and after. */
export function throughPad(
  field: ReceptiveField,
  [before, after]: readonly [number, number],
): ReceptiveField {
  const shift = before * field.step;
  return {
    ...field,
    cells: field.cells + before + after,
    first: field.first - shift,
    last: field.last - shift,
  };
}

/** SAME: as many windows as fit with one beginning every `stride`; an odd cell is added after. */
function cellsAdded(
  cells: number,
  extent: number,
  stride: number,
  padding: Padding,
): readonly [before: number, after: number] {
  if (padding === 'VALID') return [0, 0];
  if (padding !== 'SAME') return padding;
  const added = Math.max((Math.ceil(cells / stride) - 1) * stride + extent - cells, 0);
  const before = Math.floor(added / 2);
  return [before, added - before];
}
