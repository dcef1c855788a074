import type { ActivationMap, CellAxis } from './activation-map.js';
import type { ImageSource } from './image-source.js';
import { ask } from './service.js';
import { imageRequest } from './service-request.js';

/** Why the model sees a class in an image. */
export interface Explanation {
  readonly classification: string;
  /** From 0 to 1, three decimals. */
  readonly confidence: string;
  /** What the cells of the map add up to: the class's score before the softmax. */
  readonly logit: number;
  readonly map: ActivationMap;
}

/** The answer of `POST /explain-image` in JSON. Lengths are in pixels of the upright image. */
interface ExplanationBody {
  readonly classification: string;
  readonly confidence: string;
  readonly logit: number;
  readonly grid: readonly (readonly number[])[];
  /** The centres of the columns and the rows. */
  readonly cells: { readonly x: readonly number[]; readonly y: readonly number[] };
  readonly image: { readonly width: number; readonly height: number };
  readonly seen: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

/**
 * @param classification without it, the best
 * @throws ServiceFailure, e.g. `not_explainable`
 */
export async function explain(
  source: ImageSource,
  model: string | undefined,
  classification: string | undefined,
): Promise<Explanation> {
  const fields = { class: classification, model };
  const request = imageRequest('/explain-image', source, fields, { Accept: 'application/json' });
  const body = (await (await ask(request)).json()) as ExplanationBody;
  return { ...body, map: mapOf(body) };
}

/** The upright image, for one that the browser does not load itself: the drawing without its map. */
export async function uprightImage(source: ImageSource, model: string | undefined): Promise<Blob> {
  const request = imageRequest(
    '/explain-image',
    source,
    { model, opacity: 0 },
    { Accept: 'image/png' },
  );
  return (await ask(request)).blob();
}

function mapOf({ grid, image, seen, cells }: ExplanationBody): ActivationMap {
  const { width, height } = image;
  return {
    grid,
    rows: axisOf(cells.y, height),
    columns: axisOf(cells.x, width),
    seen: {
      left: seen.left / width,
      top: seen.top / height,
      right: (seen.left + seen.width) / width,
      bottom: (seen.top + seen.height) / height,
    },
  };
}

/** The centres are at equal distances. */
function axisOf([first = 0, second = first + 1]: readonly number[], length: number): CellAxis {
  return { first: first / length, step: (second - first) / length };
}
