import { z } from 'zod';
import { parseImageUrl } from '../../fetch/image-url.js';
import { validate } from './validate.js';

const TOP_K_MAX = 1000;
const TOP_K_RANGE = `top_k must be an integer from 1 to ${TOP_K_MAX}`;

/** The JSON of `POST /classify-image`. Unknown keys are ignored. */
export const CLASSIFY_IMAGE_SCHEMA = z.object({
  image_url: z.string('image_url is required and must be a string'),
  top_k: z.int(TOP_K_RANGE).min(1, TOP_K_RANGE).max(TOP_K_MAX, TOP_K_RANGE).optional(),
});

export interface ClassifyImageRequest {
  readonly url: URL;
  /** How many predictions to list; without it, none. */
  readonly topK: number | undefined;
}

/** @throws ServiceError `invalid_request`, `invalid_url` */
export function parseClassifyImageRequest(body: unknown): ClassifyImageRequest {
  const { image_url, top_k } = validate(CLASSIFY_IMAGE_SCHEMA, body);
  return { url: parseImageUrl(image_url), topK: top_k };
}
