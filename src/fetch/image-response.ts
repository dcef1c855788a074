import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { ServiceError } from '../errors.js';
import { parseImageUrl } from './image-url.js';
import type { Reserve } from './image-fetcher.js';
import { imageTooLarge, readBody } from './read-stream.js';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The target of a redirect, or undefined if the response is none.
 *
 * @throws ServiceError `upstream_error` when the target is not a URL that `parseImageUrl` takes: the
 *   client's own URL was valid
 */
export function redirectTarget(response: AxiosResponse<Readable>, from: URL): URL | undefined {
  const location: unknown = response.headers['location'];
  if (!REDIRECTS.has(response.status) || typeof location !== 'string') return undefined;
  try {
    // Header bytes arrive as latin1; servers that do not percent-encode their paths send UTF-8.
    return parseImageUrl(Buffer.from(location, 'latin1').toString('utf8'), from);
  } catch (cause) {
    const message = "the image's server redirects to something else than an http or https URL";
    throw new ServiceError('upstream_error', message, { cause });
  }
}

/**
 * The image in a response. The Content-Type is ignored: the content tells the format.
 *
 * @throws ServiceError `image_unavailable`, `upstream_error` or `image_too_large`
 */
export async function readImage(
  response: AxiosResponse<Readable>,
  maxBytes: number,
  reserve?: Reserve,
): Promise<Buffer> {
  requireSuccess(response.status);
  const announced = contentLength(response);
  if (announced !== undefined && announced > maxBytes) throw imageTooLarge(maxBytes);
  const body = await readBody(response.data, announced, maxBytes, reserve);
  if (body.length === 0)
    throw new ServiceError('image_unavailable', "the image's server sent an empty answer", {
      upstreamStatus: response.status,
    });
  return body;
}

function requireSuccess(upstreamStatus: number): void {
  if (upstreamStatus >= 200 && upstreamStatus < 300) return;
  const code =
    upstreamStatus >= 400 && upstreamStatus < 500 ? 'image_unavailable' : 'upstream_error';
  throw new ServiceError(code, `the image's server answered with status ${upstreamStatus}`, {
    upstreamStatus,
  });
}

/** The Content-Length, which counts compressed bytes, or undefined without one. */
function contentLength({ headers }: AxiosResponse): number | undefined {
  const text: unknown = headers['content-length'];
  return typeof text === 'string' ? Number(text) : undefined;
}
