import type Router from '@koa/router';
import type { RequestState } from './context.js';

export type ServiceRouter = Router<RequestState>;

/** One file of `routes/`: it parses, calls and answers, and nothing else. */
export interface Route {
  register(router: ServiceRouter): void;
}

/** Registered once for each route. */
export const ROUTE = Symbol('Route');
