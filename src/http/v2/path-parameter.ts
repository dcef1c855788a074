import type { Context } from '../context.js';

/** A part of the path, as the router found it; undefined if the route's pattern has none of that name. */
export function pathParameter(ctx: Context, name: string): string | undefined {
  const { params } = ctx as Context & { readonly params: Readonly<Record<string, string>> };
  return params[name];
}
