import type { ParameterizedContext } from 'koa';
import type { RequestRecord } from '../telemetry/request-record.js';

/** What earlier middleware stores about a request for later middleware and the routes. */
export interface RequestState {
  /** When the headers of the request had arrived, in milliseconds on the service's clock. */
  arrivedAt: number;
  /** What log, metrics and traces will say about the request. */
  record: RequestRecord;
  /** Who sent the request, as far as a key or a trusted proxy tells. */
  client?: { readonly name?: string | undefined; readonly address: string };
}

export type Context = ParameterizedContext<RequestState>;
export type Next = () => Promise<unknown>;
