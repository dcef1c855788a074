import type { ActivationMap } from './activation-map.js';
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

/** The answer of `POST /explain-image` in JSON. Lengths are in pixels of the upright picture. */
interface ExplanationBody {
  readonly classification: string;
  readonly confidence: string;
  readonly logit: number;
  readonly grid: readonly (readonly number[])[];
  readonly picture: { readonly width: number; readonly height: number };
  readonly seen: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly rows: { readonly first: number; readonly step: number };
  readonly columns: { readonly first: number; readonly step: number };
}

/** @throws ServiceFailure, e.g. `not_explainable` */
export async function explain(
  source: ImageSource,
  model: string | undefined,
  classification: string,
): Promise<Explanation> {
  const fields = { class: classification, model };
  const request = imageRequest('/explain-image', source, fields, { Accept: 'application/json' });
  const body = (await (await ask(request)).json()) as ExplanationBody;
  return { ...body, map: mapOf(body) };
}

/** The picture as the service shows it, for an image that the browser does not load itself. */
export async function explainedPicture(
  source: ImageSource,
  model: string | undefined,
  classification: string,
): Promise<Blob> {
  const fields = { class: classification, model };
  const request = imageRequest('/explain-image', source, fields, { Accept: 'image/png' });
  return (await ask(request)).blob();
}

function mapOf({ grid, picture, seen, rows, columns }: ExplanationBody): ActivationMap {
  const { width, height } = picture;
  return {
    grid,
    rows: { first: rows.first / height, step: rows.step / height },
    columns: { first: columns.first / width, step: columns.step / width },
    seen: {
      left: seen.x / width,
      top: seen.y / height,
      right: (seen.x + seen.width) / width,
      bottom: (seen.y + seen.height) / height,
    },
  };
}
