import { addressBlock, clientAddress } from '../../access/client-address.js';
import type { Allowance, RateLimiter } from '../../access/rate-limiter.js';
import { ServiceError } from '../../errors.js';
import type { Context, Next } from '../context.js';
import { setRateLimitHeaders } from '../responses/rate-limit-headers.js';

/** Charges requests to their clients: to the key, or to the address where there is none. */
export class RateCharge {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly trustedProxies: number,
  ) {}

  /** Charges 1 for a request. */
  readonly limitRate = async (ctx: Context, next: Next): Promise<void> => {
    await this.charge(ctx, 1);
    await next();
  };

  /**
   * @param cost of the request, or what it costs more than it was charged for already
   * @throws ServiceError `rate_limited`
   */
  async charge(ctx: Context, cost: number): Promise<void> {
    ctx.state.client ??= { address: clientAddress(ctx.req, this.trustedProxies) };
    const { name, address } = ctx.state.client;
    const client = name === undefined ? `address ${addressBlock(address)}` : `key ${name}`;
    const allowance = await this.limiter.consume(client, cost);
    setRateLimitHeaders(ctx.res, this.limiter, allowance);
    if (!allowance.allowed) throw this.refusal(allowance);
  }

  private refusal({ resetAfter }: Allowance): ServiceError {
    const { quota, window } = this.limiter;
    return new ServiceError(
      'rate_limited',
      `more than ${quota} requests in ${window} s: try again in ${resetAfter} s`,
      { retryAfter: resetAfter },
    );
  }
}
