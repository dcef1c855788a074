import type { ErrorCode } from '../../errors.js';

/** What may become of an image that is named by its URL, its URL included. */
export const IMAGE_ERRORS: readonly ErrorCode[] = [
  'invalid_url',
  'address_not_allowed',
  'image_unavailable',
  'not_an_image',
  'image_too_large',
  'image_too_many_pixels',
  'upstream_error',
  'overloaded',
  'not_ready',
  'upstream_timeout',
];

/** What may be wrong with the body of a request. */
export const BODY_ERRORS: readonly ErrorCode[] = [
  'invalid_json',
  'body_too_large',
  'unsupported_media_type',
];
