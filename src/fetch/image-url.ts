import { ServiceError } from '../errors.js';

/** In characters: the most that common servers and caches accept (8 KiB). */
const MAX_URL_LENGTH = 8192;

/**
 * Parses the URL of an image. Later steps use only the returned URL, never the text: the WHATWG
 * parser turns each spelling of a host (decimal, octal, hexadecimal, short, full-width, upper case)
 * into the one that the socket connects to.
 *
 * @returns an http or https URL without credentials, fragment or trailing dot in its host
 * @throws ServiceError `invalid_url`
 */
export function parseImageUrl(text: string, base?: URL): URL {
  if (text.length > MAX_URL_LENGTH) throw invalid('is longer than 8192 characters');
  const url = parse(text, base);
  if (url === undefined) throw invalid('is not an absolute http or https URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid('is not an http or https URL');
  if (url.username !== '' || url.password !== '') throw invalid('contains credentials');
  // Setting a part parses the URL again, so this only happens where something changes.
  if (url.href.includes('#')) url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.hostname.split('.').includes('')) throw invalid('has an empty label in its host name');
  if (url.href.length > MAX_URL_LENGTH) throw invalid('is longer than 8192 characters');
  return url;
}

function parse(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base?.href);
  } catch {
    return undefined;
  }
}

function invalid(what: string): ServiceError {
  return new ServiceError('invalid_url', `the image URL ${what}`);
}
