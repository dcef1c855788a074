import type { ExecutionContext } from 'ava';
import { setMaxListeners } from 'node:events';
import type { ErrorCode, ServiceError } from '../../src/errors.js';
import { AxiosImageFetcher, type FetchOptions } from '../../src/fetch/axios-image-fetcher.js';
import { parseImageUrl } from '../../src/fetch/image-url.js';
import type { FetchSettings } from '../../src/settings/fetch.js';
import { type ImageServer, type Route, startImageServer } from '../helpers/image-server.js';
import { LOOPBACK_SETTINGS } from './loopback-settings.js';

/** Stands for an image; the fetcher does not parse it. */
export const IMAGE = Buffer.from('\xff\xd8\xff\xe0 not really a JPEG', 'latin1');

/** A signal that never aborts. */
export const never = new AbortController().signal;
setMaxListeners(0, never);

/** A fetcher that may connect to 127.0.0.1 but to no other loopback address; closed after the test. */
export function createFetcher(
  t: ExecutionContext,
  settings: Partial<FetchSettings> = {},
  options: FetchOptions = {},
): AxiosImageFetcher {
  const fetcher = new AxiosImageFetcher({ ...LOOPBACK_SETTINGS, ...settings }, options);
  t.teardown(() => {
    fetcher.close();
  });
  return fetcher;
}

/** A server with these routes and `/image`; closed after the test. */
export async function serve(
  t: ExecutionContext,
  routes: Readonly<Record<string, Route>> = {},
): Promise<ImageServer> {
  const server = await startImageServer({ '/image': IMAGE, ...routes });
  t.teardown(server.close);
  return server;
}

/** Expects a fetch to fail with a code, and a message without addresses or paths. */
export async function failsWith(
  t: ExecutionContext,
  fetching: Promise<Buffer>,
  code: ErrorCode,
  upstreamStatus?: number,
): Promise<ServiceError> {
  const error = await t.throwsAsync<ServiceError>(fetching, { name: 'ServiceError' });
  t.is(error.code, code, error.message);
  t.is(error.upstreamStatus, upstreamStatus);
  t.notRegex(error.message, /\d+\.\d+\.\d+|::|\/|localhost|\n/);
  return error;
}

export function fetchFrom(fetcher: AxiosImageFetcher, url: string): Promise<Buffer> {
  return fetcher.fetch(parseImageUrl(url), never);
}

/** Waits until all connections of a server are closed. */
export async function allClosed(server: { readonly open: number }): Promise<void> {
  while (server.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
