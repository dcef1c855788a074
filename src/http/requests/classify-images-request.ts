import { z } from 'zod';
import { ServiceError } from '../../errors.js';
import type { Reserve } from '../../growing-buffer.js';
import type { Context } from '../context.js';
import { REQUEST_SCHEMAS } from '../openapi/registries.js';
import { isJson, parseJsonObject, requireUtf8 } from './json-body.js';
import { CLASSIFY_OPTIONS, CLASSIFY_OPTIONS_FROM_TEXT } from './classify-options.js';
import { addQuery } from './query-options.js';
import { strictObject } from './strict-object.js';
import { readUpload } from './upload-body.js';
import { validate } from './validate.js';

const MAX_URLS = 100;
const URLS = `image_urls is required and must be a list of 1 to ${MAX_URLS} strings`;

/** Bytes of JSON: room for as many URLs of the greatest length. */
const MAX_JSON_BYTES = 1_048_576;

/** The JSON of `POST /classify-images`. */
export const CLASSIFY_IMAGES_SCHEMA = strictObject({
  image_urls: z
    .array(z.string(URLS), URLS)
    .min(1, URLS)
    .max(MAX_URLS, URLS)
    .meta({ description: 'The URLs of the images. One that is none fails only itself.' }),
  ...CLASSIFY_OPTIONS,
}).register(REQUEST_SCHEMAS, { id: 'ClassifyImagesRequest' });

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
  addQuery(fields, ctx.querystring, CLASSIFY_OPTIONS_FROM_TEXT);
  return validate(CLASSIFY_IMAGES_SCHEMA, fields);
}

function tooLarge(): ServiceError {
  return new ServiceError('body_too_large', `the body is larger than ${MAX_JSON_BYTES} bytes`);
}
