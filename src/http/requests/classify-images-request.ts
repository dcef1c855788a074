import { z } from 'zod';
import { ServiceError } from '../../errors.js';
import type { Reserve } from '../../growing-buffer.js';
import type { Context } from '../context.js';
import { isJson, parseJsonObject, requireUtf8 } from './json-body.js';
import { MODEL_OPTION } from './model-option.js';
import { integerFromText, namesFromText } from './option-text.js';
import { addQuery } from './query-options.js';
import { strictObject } from './strict-object.js';
import { TOP_K_OPTION } from './top-k-option.js';
import { readUpload } from './upload-body.js';
import { validate } from './validate.js';

const MAX_URLS = 100;
const URLS = `image_urls is required and must be a list of 1 to ${MAX_URLS} strings`;

/** Bytes of JSON: room for as many URLs of the greatest length. */
const MAX_JSON_BYTES = 1_048_576;

/** The JSON of `POST /classify-images`. */
export const CLASSIFY_IMAGES_SCHEMA = strictObject({
  image_urls: z.array(z.string(URLS), URLS).min(1, URLS).max(MAX_URLS, URLS),
  top_k: TOP_K_OPTION,
  model: MODEL_OPTION,
});

export type ClassifyImagesRequest = z.output<typeof CLASSIFY_IMAGES_SCHEMA>;

/**
 * @param reserve for the memory of the body
 * @throws ServiceError `unsupported_media_type`, `body_too_large`, `overloaded`, `invalid_json` or
 *   `invalid_request`; ClientGone
 */
export async function readClassifyImagesRequest(
  ctx: Context,
  reserve: Reserve,
): Promise<ClassifyImagesRequest> {
  const type = ctx.get('content-type');
  if (!isJson(type))
    throw new ServiceError(
      'unsupported_media_type',
      'the Content-Type of the request must be application/json',
    );
  requireUtf8(type);
  const body = await readUpload(ctx, { maxBytes: MAX_JSON_BYTES, tooLarge, reserve });
  const fields = parseJsonObject(body);
  addQuery(fields, ctx.querystring, { top_k: integerFromText, model: namesFromText });
  return validate(CLASSIFY_IMAGES_SCHEMA, fields);
}

function tooLarge(): ServiceError {
  return new ServiceError('body_too_large', `the body is larger than ${MAX_JSON_BYTES} bytes`);
}
