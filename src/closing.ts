import type { Log } from './telemetry/log.js';

/** Something that holds connections, timers or processes. */
export interface Closeable {
  close(): Promise<void> | void;
}

/** Registered for each, in the order in which they are closed. */
export const CLOSEABLE = Symbol('Closeable');

/** Closes everything, one after the other. One that fails is logged, and the next is closed all the same. */
export async function closeAll(closeables: readonly Closeable[], log: Log): Promise<void> {
  for (const closeable of closeables) {
    try {
      await closeable.close();
    } catch (err) {
      log.error({ err }, 'something could not be closed');
    }
  }
}
