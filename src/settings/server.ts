import { z } from 'zod';
import { seconds, wholeNumber } from './values.js';

export type ServerSettings = Readonly<z.output<typeof serverSettings>>;

export const serverSettings = z
  .object({
    PORT: wholeNumber(0, 65_535).default(8000),
    HOST: z.string().optional(),
    SHUTDOWN_TIMEOUT: seconds(3600).default(20),
  })
  .transform((variables) => ({
    /** 0 means any free port. */
    port: variables.PORT,
    /** The address to listen on; undefined means all. */
    host: variables.HOST,
    /** Seconds. */
    shutdownTimeout: variables.SHUTDOWN_TIMEOUT,
  }));
