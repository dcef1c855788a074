import type Router from '@koa/router';
import type { RequestState } from './context.js';

export type ServiceRouter = Router<RequestState>;

/** A route parses the request, calls the domain and answers. */
export interface Route {
  register(router: ServiceRouter): void;
}

/** Injection token, registered once for each route. */
export const ROUTE = Symbol('Route');
