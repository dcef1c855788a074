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
    const methods = new Set(ctx.matched?.flatMap((layer) => layer.methods));
    if (methods.size === 0)
      throw new ServiceError(
        'not_found',
        `there is nothing at this path: ${pathHint(ctx.path, known)}`,
      );
    methods.add('OPTIONS');
    ctx.set('Allow', [...methods].join(', '));
    if (ctx.method !== 'OPTIONS') throw methodNotAllowed(ctx, known);
    ctx.status = 204;
  };
}

function methodNotAllowed(ctx: Context, known: readonly KnownPath[]): ServiceError {
  const allowed = known.find(({ path }) => path === ctx.path);
  const message = 'this path does not take this method';
  if (allowed === undefined) return new ServiceError('method_not_allowed', message);
  const { path, method } = allowed;
  const operation = OPERATIONS.find((one) => one.path === path);
  return new ServiceError(
    'method_not_allowed',
    `${message}: ${methodHint(ctx, method, path, operation?.curl)}`,
  );
}

/** Those without parameters. */
function plainPaths(router: Router<RequestState>): KnownPath[] {
  return router.stack.flatMap(({ path, methods }) => {
    const method = methods.find((one) => one !== 'HEAD');
    const plain = typeof path === 'string' && /^\/[\w./-]*$/.test(path);
    return plain && method !== undefined ? [{ path, method }] : [];
  });
}
