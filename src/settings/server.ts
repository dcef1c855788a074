import { z } from 'zod';
import { seconds, secondsOrNone, wholeNumber } from './values.js';

export type ServerSettings = Readonly<z.output<typeof serverSettings>>;

export const serverSettings = z
  .object({
    PORT: wholeNumber(0, 65_535).default(8000),
    HOST: z.string().optional(),
    SHUTDOWN_DELAY: secondsOrNone(3600).default(0),
    SHUTDOWN_TIMEOUT: seconds(3600).default(20),
  })
  .transform((variables) => ({
    /** 0 means any free port. */
    port: variables.PORT,
    /** The address to listen on; undefined means all. */
    host: variables.HOST,
    /** Seconds after SIGTERM in which the service is not ready and still serves everything. */
    shutdownDelay: variables.SHUTDOWN_DELAY,
    /** Seconds. */
    shutdownTimeout: variables.SHUTDOWN_TIMEOUT,
  }));
