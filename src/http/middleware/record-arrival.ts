import type { Clock } from '../../clock.js';
import type { Context, Next } from '../context.js';

/** Notes when a request arrived: `processing_time` starts here. */
export function recordArrival(now: Clock) {
  return (ctx: Context, next: Next): Promise<unknown> => {
    ctx.state.arrivedAt = now();
    return next();
  };
}
