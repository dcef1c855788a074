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

  /**
   * Charges a request that was charged 1 for `images` in all.
   *
   * @throws ServiceError `rate_limited`, or `invalid_request` if the limit never allows so many
   */
  async chargeMore(ctx: Context, images: number): Promise<void> {
    const { quota, window } = this.limiter;
    if (images > quota)
      throw new ServiceError(
        'invalid_request',
        `${images} images are more than the rate limit of ${quota} in ${window} s ever allows: send fewer at once`,
      );
    await this.charge(ctx, images - 1);
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
