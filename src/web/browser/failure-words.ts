import type { ServiceFailure } from './service.js';

interface Words {
  /** What went wrong. */
  readonly problem: string;
  /** What to do. */
  readonly advice: string;
  /** Whether the same request may succeed later. */
  readonly passes?: true;
}

/** Plain words for each code of the service. */
export const WORDS: Readonly<Record<string, Words>> = {
  invalid_json: { problem: 'The request was not understood.', advice: 'Reload the page.' },
  invalid_request: { problem: 'The service cannot do this.', advice: 'Its message says why.' },
  invalid_url: {
    problem: 'This is not the address of an image.',
    advice: 'It must start with http:// or https:// and hold no password.',
  },
  unauthorized: {
    problem: 'The service asks for a key.',
    advice: 'Try again and enter one.',
    passes: true,
  },
  address_not_allowed: {
    problem: 'The service does not open addresses of private networks.',
    advice: 'Upload the image, or ask whoever runs the service to open the range.',
  },
  forbidden: {
    problem: 'The key does not allow this.',
    advice: 'Ask for a key with the scope that the message names.',
  },
  not_found: { problem: 'The service does not know this.', advice: 'Reload the page.' },
  method_not_allowed: { problem: 'The service does not know this.', advice: 'Reload the page.' },
  request_timeout: {
    problem: 'The upload took too long.',
    advice: 'Try again, or take a smaller image.',
    passes: true,
  },
  body_too_large: {
    problem: 'The image is too large to upload.',
    advice: 'Scale it down: the model looks at a few hundred pixels anyway.',
  },
  unsupported_media_type: {
    problem: 'The service does not take this kind of file.',
    advice: 'Choose a JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF.',
  },
  image_unavailable: {
    problem: 'There is no image at this address.',
    advice: 'Open the address in a browser and check it.',
  },
  not_an_image: {
    problem: 'This is not an image that can be read.',
    advice:
      'Choose a JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF. Of a web page, take the address of the image itself.',
  },
  image_too_large: {
    problem: 'The image has too many bytes.',
    advice: 'Scale it down: the model looks at a few hundred pixels anyway.',
  },
  image_too_many_pixels: {
    problem: 'The image has too many pixels.',
    advice: 'Scale it down: the model looks at a few hundred pixels anyway.',
  },
  not_explainable: {
    problem: 'This model cannot show where it looked.',
    advice: 'Choose another model.',
  },
  rate_limited: {
    problem: 'That were many requests in a short time.',
    advice: 'Wait a moment.',
    passes: true,
  },
  headers_too_large: { problem: 'The request was too large.', advice: 'Enter a shorter key.' },
  upstream_error: {
    problem: "The image's server did not send the image.",
    advice: 'Check the address, or try again later.',
    passes: true,
  },
  upstream_timeout: {
    problem: "The image's server took too long.",
    advice: 'Try again, or download the image and upload it.',
    passes: true,
  },
  overloaded: {
    problem: 'The service has too much to do.',
    advice: 'Try again in a moment.',
    passes: true,
  },
  not_ready: {
    problem: 'The service is starting or stopping.',
    advice: 'Try again in a moment.',
    passes: true,
  },
  internal_error: {
    problem: 'Something went wrong in the service.',
    advice: 'This is a bug: please report it with what you did.',
    passes: true,
  },
  unreachable: {
    problem: 'The service does not answer.',
    advice: 'Is it running? Try again when it is.',
    passes: true,
  },
};

const UNKNOWN: Words = { problem: 'The service refused.', advice: 'Its message may say more.' };

/** Problem and advice for people. */
export function wordsFor({ code, retryAfter, upstreamStatus }: ServiceFailure): Words {
  const words = WORDS[code] ?? UNKNOWN;
  const answered = upstreamStatus === undefined ? '' : ` Its server answered ${upstreamStatus}.`;
  const wait = code === 'rate_limited' && retryAfter !== undefined;
  return {
    ...words,
    problem: words.problem + answered,
    advice: wait ? `Try again in ${retryAfter} s.` : words.advice,
  };
}
