import type { ParameterizedContext } from 'koa';

/** What earlier middleware stores about a request for later middleware and the routes. */
export interface RequestState {
  /** When the headers of the request had arrived, in milliseconds on the service's clock. */
  arrivedAt: number;
}

export type Context = ParameterizedContext<RequestState>;
export type Next = () => Promise<unknown>;
