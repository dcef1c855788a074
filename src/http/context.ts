import type { ParameterizedContext } from 'koa';
import type { RequestRecord } from '../telemetry/request-record.js';

/** What earlier middleware stores about a request for later middleware and the routes. */
export interface RequestState {
  /** When the headers of the request had arrived, in milliseconds on the service's clock. */
  arrivedAt: number;
  /** What log, metrics and traces will say about the request. */
  record: RequestRecord;
  /** Set before a route that asks for a key or has a limit. */
  client?: Client;
}

/** Who asks. */
export interface Client {
  /** The name of its API key. */
  name?: string;
  /** Its IP address; behind trusted proxies what the outermost one says. */
  readonly address: string;
}

export type Context = ParameterizedContext<RequestState>;
export type Next = () => Promise<unknown>;
