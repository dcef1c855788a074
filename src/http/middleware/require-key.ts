import { authenticate, requireScope } from '../../access/authenticate.js';
import { clientAddress } from '../../access/client-address.js';
import type { KeyRing } from '../../access/key-ring.js';
import type { Scope } from '../../access/scope.js';
import { ServiceError } from '../../errors.js';
import type { Client, Context, Next } from '../context.js';
import { presentedKey } from '../requests/presented-key.js';

export interface KeyRequirement {
  readonly keys: KeyRing;
  /** undefined for any. */
  readonly scope: Scope | undefined;
  readonly trustedProxies: number;
  /** Counts a request without a valid key. May throw instead. */
  readonly onRefused: (ctx: Context) => Promise<void>;
}

/**
 * Lets requests pass that present a valid key with the scope.
 *
 * @throws ServiceError `unauthorized`, `forbidden`
 */
export function requireKey({ keys, scope, trustedProxies, onRefused }: KeyRequirement) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const client: Client = { address: clientAddress(ctx.req, trustedProxies) };
    ctx.state.client = client;
    try {
      const key = authenticate(keys, presentedKey(ctx.req.headers), Date.now());
      client.name = key.name;
      if (scope !== undefined) requireScope(key, scope);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'unauthorized') await onRefused(ctx);
      throw error;
    }
    await next();
  };
}
