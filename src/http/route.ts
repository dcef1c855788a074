import type { Scope } from '../access/scope.js';
import type { Context } from './context.js';

export type Handler = (ctx: Context) => unknown;

/** What a route needs of a router. */
export interface ServiceRouter {
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
}

/** A route parses the request, calls the domain and answers. */
export interface Route {
  /** Who may use it when keys are configured: everybody, or keys with this scope. */
  readonly access: Scope | 'open';
  register(router: ServiceRouter): void;
}

/** Injection token, registered once for each route. */
export const ROUTE = Symbol('Route');
