import type { RouterContext } from '@koa/router';
import { ServiceError } from '../../errors.js';
import type { RequestState } from '../context.js';

/** Comes after the routes, so only for requests that none of them answers. */
export function unmatched(ctx: Pick<RouterContext<RequestState>, 'matched'> & AnyContext): void {
  const methods = new Set(ctx.matched?.flatMap((layer) => layer.methods));
  if (methods.size === 0) throw new ServiceError('not_found', 'there is nothing at this address');
  methods.add('OPTIONS');
  ctx.set('Allow', [...methods].join(', '));
  if (ctx.method !== 'OPTIONS')
    throw new ServiceError('method_not_allowed', 'this address does not take this method');
  ctx.status = 204;
}

interface AnyContext {
  readonly method: string;
  status: number;
  set(name: string, value: string): void;
}
