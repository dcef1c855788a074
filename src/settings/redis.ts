import { z } from 'zod';
import { parseRedisAddress } from './redis-address.js';

export type RedisSettings = Readonly<z.output<typeof redisSettings>>;

const ALLOWED =
  'redis://HOST:PORT, redis+sentinel://HOST:PORT,…/NAME or redis+cluster://HOST:PORT,…, or each with rediss for TLS, with USER:PASSWORD@ before the host if needed, special characters as %xx';

export const redisSettings = z
  .object({
    REDIS_URL: z
      .string()
      .transform((text, context) => {
        const address = parseRedisAddress(text);
        if (address !== undefined) return address;
        context.addIssue(ALLOWED);
        return z.NEVER;
      })
      .optional(),
  })
  .transform((variables) => ({
    /** Undefined: nothing is shared with other replicas. */
    address: variables.REDIS_URL,
  }));
