import { ServiceError } from '../../errors.js';
import type { Context, Next } from '../context.js';

/** Also every name below `localhost` (RFC 6761, 6.3). */
const LOOPBACK_HOST = /^(?:(?:.+\.)?localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i;

/**
 * Refuses requests whose Host is not a loopback name or address, if the service listens on loopback
 * only: such a request comes from a web page whose name was made to resolve to this machine (DNS
 * rebinding), and the browser would let the page read the answer.
 *
 * On other addresses any Host passes, since the service cannot know its own names.
 *
 * @param listenHost where the service listens; undefined for all addresses
 */
export function checkHost(listenHost: string | undefined) {
  const loopbackOnly = LOOPBACK_HOST.test(listenHost === '::1' ? '[::1]' : (listenHost ?? ''));
  return (ctx: Context, next: Next): Promise<unknown> => {
    const host = ctx.get('host');
    // Only HTTP/1.0 may omit Host, and no browser speaks it.
    if (loopbackOnly && host !== '' && !LOOPBACK_HOST.test(host))
      throw new ServiceError(
        'forbidden',
        'the Host header must be localhost or a loopback address, as the setting HOST is',
      );
    return next();
  };
}
