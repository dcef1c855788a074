import type { ErrorCode } from '../../errors.js';

/** What each code means, for people. */
export const ERROR_MEANINGS: Readonly<Record<ErrorCode | 'internal_error', string>> = {
  invalid_json: 'the body is not valid JSON in UTF-8',
  invalid_request: 'a field is missing, unknown or has a wrong value, or the request is malformed',
  invalid_url: 'the image URL is not an absolute http or https URL, or has credentials in it',
  unauthorized: 'an API key is needed, and there is no valid one',
  address_not_allowed: "the image's address or host is not allowed",
  forbidden: 'the key lacks the scope, or the request comes from a web page of another site',
  not_found: 'there is nothing at this path',
  method_not_allowed: 'the path does not allow the method; Allow lists those that it does',
  request_timeout: 'the request did not arrive in time',
  body_too_large: 'the body is too large',
  unsupported_media_type: 'the Content-Type is none that is taken, or the body is compressed',
  image_unavailable: "the image's server answered 4xx, or with nothing",
  not_an_image: 'the content is no image of a supported format',
  image_too_large: 'the image has too many bytes (`IMAGE_MAX_BYTES`)',
  image_too_many_pixels: 'the image has too many pixels (`IMAGE_MAX_PIXELS`)',
  not_explainable: 'the model has no activation map',
  rate_limited: 'too many requests; Retry-After says when to try again',
  headers_too_large: 'the headers are too large',
  upstream_error: "the image's server could not be reached, or failed",
  overloaded: 'too many images are waiting; Retry-After says when to try again',
  not_ready: 'no classifier is ready, or the service stops',
  upstream_timeout: "the image's server did not answer in time",
  internal_error: 'a bug in the service, or a broken installation',
};
