import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { ServiceError } from '../../errors.js';
import type { Context, RequestState } from '../context.js';
import { OPERATIONS } from '../openapi/operations.js';
import { methodHint } from '../responses/method-hint.js';
import { type KnownPath, pathHint } from '../responses/path-hint.js';

/**
 * Comes after the routes, so it sees only requests that no route answers. Answers OPTIONS.
 *
 * @throws ServiceError `not_found`, `method_not_allowed`
 */
export function refuseUnmatched(router: Router<RequestState>) {
  const known = plainPaths(router);
  return (ctx: Context & Pick<RouterContext, 'matched'>): void => {
    const matched = ctx.matched ?? [];
    if (matched.length === 0)
      throw new ServiceError(
        'not_found',
        `there is nothing at this path: ${pathHint(ctx.path, known)}`,
      );
    const methods = new Set(matched.flatMap((layer) => layer.methods)).add('OPTIONS');
    ctx.set('Allow', [...methods].join(', '));
    if (ctx.method !== 'OPTIONS') {
      const operations = OPERATIONS.filter(({ path }) =>
        matched.some((layer) => layer.path === path),
      );
      throw new ServiceError(
        'method_not_allowed',
        `this path does not take this method: ${methodHint(ctx, operations)}`,
      );
    }
    ctx.status = 204;
  };
}

/** Those without parameters. */
function plainPaths(router: Router<RequestState>): KnownPath[] {
  return router.stack.flatMap(({ path, methods }) =>
    typeof path === 'string' && /^\/[\w./-]+$/.test(path)
      ? [{ path, method: methods.at(-1) ?? 'GET' }]
      : [],
  );
}
