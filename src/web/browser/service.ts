import { apiKey, askForKey } from './api-key.js';
import type { ServiceRequest } from './service-request.js';

/** What the service did not do, and why. */
export class ServiceFailure extends Error {
  constructor(
    /** The service's code, or `unreachable`. */
    readonly code: string,
    message: string,
    /** Seconds to wait, from `Retry-After`. */
    readonly retryAfter?: number,
    /** The status that the image's server answered with. */
    readonly upstreamStatus?: number,
  ) {
    super(message);
  }
}

/**
 * Sends a request with the key of this tab. Asks for a key if the service does.
 *
 * @throws ServiceFailure for everything but success
 */
export async function ask(request: ServiceRequest): Promise<Response> {
  const response = await answer(request);
  if (!response.ok) throw await failureOf(response);
  return response;
}

/** The same, but whatever the service answers is an answer. @throws ServiceFailure `unreachable` */
export async function answer(request: ServiceRequest): Promise<Response> {
  const key = apiKey();
  const response = await send(request, key);
  if (response.status !== 401 || !(await askForKey(key))) return response;
  return answer(request);
}

/** Sends a request once, with a key or without. */
export async function send(request: ServiceRequest, key: string | undefined): Promise<Response> {
  const { method, path, headers, body = null } = request;
  const authorization = key === undefined ? undefined : { Authorization: `Bearer ${key}` };
  try {
    return await fetch(path, { method, headers: { ...headers, ...authorization }, body });
  } catch {
    throw new ServiceFailure('unreachable', 'The service does not answer.');
  }
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly upstream_status?: number;
  };
}

async function failureOf(response: Response): Promise<ServiceFailure> {
  const { error } = (await response.json().catch(() => ({}))) as ErrorBody;
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  return new ServiceFailure(
    error?.code ?? 'internal_error',
    error?.message ?? `status ${response.status}`,
    Number.isNaN(retryAfter) ? undefined : retryAfter,
    error?.upstream_status,
  );
}
