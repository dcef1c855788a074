import type { ParameterizedContext } from 'koa';

/** What the middleware notes about a request for those after it. */
export interface RequestState {
  /** When the request's headers had arrived, on the service's clock. */
  arrivedAt: number;
}

export type Context = ParameterizedContext<RequestState>;
export type Next = () => Promise<unknown>;
