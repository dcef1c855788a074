import type { RouterContext } from '@koa/router';
import { ServiceError } from '../../errors.js';
import type { Context } from '../context.js';

/**
 * Comes after the routes, so it sees only requests that no route answers. Answers OPTIONS.
 *
 * @throws ServiceError `not_found`, `method_not_allowed`
 */
export function refuseUnmatched(ctx: Context & Pick<RouterContext, 'matched'>): void {
  const methods = new Set(ctx.matched?.flatMap((layer) => layer.methods));
  if (methods.size === 0) throw new ServiceError('not_found', 'there is nothing at this path');
  methods.add('OPTIONS');
  ctx.set('Allow', [...methods].join(', '));
  if (ctx.method !== 'OPTIONS')
    throw new ServiceError('method_not_allowed', 'this path does not allow this method');
  ctx.status = 204;
}
