import type { Preprocessing } from '../../../model/preprocessing.js';
import type { CellAxis, MapCells } from '../../../model/saved-model-file.js';
import type { ExplainResult } from '../../protocol/messages.js';
import type { RgbImage } from '../pixels.js';
import { extentOf, placeCrop } from '../preprocess.js';

/**
 * Places what a model saw, and a map's cells, in the upright image of the file: resizing and cropping
 * backwards.
 *
 * @param cells in pixels of the model's input
 */
export function placeInImage(
  image: RgbImage,
  cells: MapCells,
  preprocessing: Preprocessing,
): Pick<ExplainResult, 'image' | 'seen' | 'rows' | 'columns'> {
  const extent = extentOf(image);
  const { region, size, crop } = placeCrop(extent, preprocessing);
  const original = image.original ?? { width: image.width, height: image.height };
  // Pixels of the file for each pixel of the decoded image, and for each one of the model's input.
  const [perColumn, perRow] = [original.width / extent.width, original.height / extent.height];
  const across = (region.width / size.width) * perColumn;
  const down = (region.height / size.height) * perRow;
  const left = (region.left - extent.left) * perColumn + crop.left * across;
  const top = (region.top - extent.top) * perRow + crop.top * down;
  return {
    image: original,
    seen: { left, top, width: crop.width * across, height: crop.height * down },
    rows: placeAxis(cells.rows, top, down),
    columns: placeAxis(cells.columns, left, across),
  };
}

/** In a file, 0 is the edge of the first pixel; in the model's input, it is the pixel's centre. */
function placeAxis({ cells, first, step }: CellAxis, start: number, scale: number): CellAxis {
  return { cells, first: start + (first + 0.5) * scale, step: step * scale };
}
