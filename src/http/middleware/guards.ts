import { inject, injectable } from 'tsyringe';
import { KEY_RING, type KeyRing } from '../../access/key-ring.js';
import { RATE_LIMITER, type RateLimiter } from '../../access/rate-limiter.js';
import type { Scope } from '../../access/scope.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { Context, Next } from '../context.js';
import type { Route } from '../route.js';
import { RateCharge } from './limit-rate.js';
import { refuseCrossSite } from './refuse-cross-site.js';
import { requireKey } from './require-key.js';

export type Middleware = (ctx: Context, next: Next) => unknown;

/** Scopes whose routes have no limit: a scraper of metrics must not be locked out under load. */
const UNLIMITED: ReadonlySet<Scope> = new Set(['metrics']);

/** What stands before the routes: keys, scopes, the rate limit. */
@injectable()
export class Guards {
  private readonly charge: RateCharge | undefined;
  private readonly trustedProxies: number;

  constructor(
    @inject(SETTINGS) settings: Settings,
    @inject(KEY_RING, { isOptional: true }) private readonly keys?: KeyRing,
    @inject(RATE_LIMITER, { isOptional: true }) limiter?: RateLimiter,
  ) {
    this.trustedProxies = settings.access.trustedProxies;
    this.charge = limiter && new RateCharge(limiter, this.trustedProxies);
  }

  /** In order: the key, or without keys the page that asks; then the limit. None for open routes. */
  before({ access }: Pick<Route, 'access'>): Middleware[] {
    if (access === 'open') return [];
    const first = this.keys === undefined ? refuseCrossSite : this.keyWith(this.keys, access);
    if (this.charge === undefined || UNLIMITED.has(access)) return [first];
    return [first, this.charge.limitRate];
  }

  /** Before the answer to what no route takes: with keys, that asks for one too. */
  beforeUnmatched(): Middleware[] {
    return this.keys === undefined ? [] : [this.keyWith(this.keys, undefined)];
  }

  /**
   * Charges a request whose images have costs of their own for those beyond the first.
   *
   * @throws ServiceError `rate_limited`, or `invalid_request` if the limit never allows so many
   */
  async chargeImages(ctx: Context, images: number): Promise<void> {
    if (images > 1) await this.charge?.chargeMore(ctx, images);
  }

  private keyWith(keys: KeyRing, scope: Scope | undefined): Middleware {
    const { trustedProxies, charge } = this;
    const onRefused = async (ctx: Context) => charge?.charge(ctx, 1);
    return requireKey({ keys, scope, trustedProxies, onRefused });
  }
}
